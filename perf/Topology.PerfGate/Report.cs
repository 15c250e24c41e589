using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using Topology.Clustering.Supervisor;

namespace Topology.PerfGate;

/// <summary>The gate's lines. Results go to standard output, progress to standard error.</summary>
internal static class Report
{
    private const string Layout = "{0,-10} {1,12} {2,12} {3,9} {4,17} {5,8} {6,7}  {7,-4}  {8}";

    /// <summary>Machine and commit: a figure without them cannot be compared with another.</summary>
    public static void PrintMachine(GateOptions options)
    {
        var version = typeof(Report).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        Console.WriteLine(
            $"# {version}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, "
            + $"{(GCSettings.IsServerGC ? "server" : "workstation")} GC, generation 0 of {Environment.GetEnvironmentVariable(WorkerLaunch.Gen0SizeVariable) ?? WorkerLaunch.Gen0Size} bytes, {DateTime.UtcNow:u}, {options.Repeats} repeats, "
            + $"{(options.Parameters == GateParameters.Quick ? "quick" : "full")} windows");
    }

    public static void PrintHead() => Print(Layout, "figure", "value", "baseline", "ratio", "spread", "must", "aim", "", "");

    public static void PrintBudgets()
    {
        foreach (var budget in FigureTable.All)
            Print("{0,-10} {1,8} {2,8}  {3}, {4}", budget.Name, Must(budget), Aim(budget), budget.What, budget.Unit);
    }

    public static void PrintProgress(int repeat, FigureResult result, Reading? reading, TimeSpan took) =>
        Console.Error.WriteLine(reading is null
            ? $"  repeat {repeat}: {result.Budget.Name}: {result.Error}"
            : $"  repeat {repeat}: {result.Budget.Name} {Number(result.FigureOf(reading))} in {took.TotalSeconds:0.0} s {reading.Note}");

    public static void PrintResult(FigureResult result)
    {
        var budget = result.Budget;
        var verdict = result.Verdict == Verdict.Miss ? "MISS" : result.Verdict == Verdict.Aim ? "aim" : "ok";
        if (result.Median is not { } median)
        {
            Print(Layout, budget.Name, "-", "-", "-", "-", Must(budget), Aim(budget), verdict, $"{budget.What}: {result.Error}");
            return;
        }
        var side = result.Side is { } condition ? $"; {condition.What} {Number(condition.Figure)} (must ≤ {Number(condition.AtMost)})" : "";
        Print(
            Layout, budget.Name, Number(median.Value), median.Baseline is { } baseline ? Number(baseline) : "-",
            budget.Judged == Judged.Ratio ? Number(median.Ratio) : "-", $"{Number(result.Least)}…{Number(result.Most)}",
            Must(budget), Aim(budget), verdict, $"{budget.What}, {budget.Unit}{side}{(result.Error is null ? "" : $"; {result.Error}")}");
    }

    public static void PrintMissed(int missed, int figures) => Console.WriteLine($"# {missed} of {figures} budgets missed");

    /// <summary>Three significant digits, or thousands.</summary>
    public static string Number(double number) => Math.Abs(number) switch
    {
        >= 1000 => number.ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => number.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => number.ToString("0.0", CultureInfo.InvariantCulture),
        _ => number.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Must(Budget budget) => Sign(budget) + Number(budget.Must);

    private static string Aim(Budget budget) => budget.Aim is { } aim ? Number(aim) : "-";

    private static string Sign(Budget budget) => budget.Bound == Bound.AtLeast ? "≥ " : "≤ ";

    private static void Print(string layout, params object[] cells) =>
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture, layout, cells).TrimEnd());
}
