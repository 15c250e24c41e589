using System.Diagnostics;

namespace Topology.PerfGate;

/// <summary>Measures the figures asked for, round by round, so that a change of the machine's load hits all of them.</summary>
internal static class Gate
{
    /// <returns>The number of budgets missed.</returns>
    public static int Run(GateOptions options)
    {
        Report.PrintMachine(options);
        var results = options.Figures.Select(budget => new FigureResult(budget)).ToList();
        for (var number = 1; number <= options.Repeats; number++)
        {
            var repeat = new Repeat(options.Parameters);
            foreach (var result in results)
            {
                var start = Stopwatch.GetTimestamp();
                var reading = result.Take(repeat);
                Report.PrintProgress(number, result, reading, Stopwatch.GetElapsedTime(start));
            }
        }
        Report.PrintHead();
        foreach (var result in results)
            Report.PrintResult(result);
        var missed = results.Count(result => result.Verdict == Verdict.Miss);
        Report.PrintMissed(missed, results.Count);
        return missed;
    }
}
