using System.Globalization;
using System.Net.Sockets;
using Topology.LoadTest.Engine;
using Topology.LoadTest.Local;
using Topology.LoadTest.Reports;
using Topology.LoadTest.Scenarios;

// Of sysexits.h, and what shells use for SIGINT; far above the number of thresholds.
const int WrongUsage = 64, Unavailable = 69, Stopped = 130;

if (args is [LocalTarget.ChildArgument])
    return await LocalIngest.RunAsync();

LoadTestOptions options;
try
{
    options = LoadTestOptions.Parse(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine($"{wrong.Message}\n{LoadTestOptions.Usage}");
    return WrongUsage;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
try
{
    return await RunAsync(options, stopping.Token);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped; no report.");
    return Stopped;
}
catch (Exception error) when (error is SocketException or InvalidOperationException or TimeoutException)
{
    Console.Error.WriteLine($"The target cannot be driven: {error.Message}");
    return Unavailable;
}

static async Task<int> RunAsync(LoadTestOptions options, CancellationToken token)
{
    await using var local = options.IsLocal ? await LocalTarget.StartAsync(token) : null;
    var target = local?.EndPoint ?? options.Target!; // checked when it was parsed
    var environment = new Dictionary<string, string>();
    if (local is not null)
        environment["TARGET_PID"] = local.ProcessId.ToString(CultureInfo.InvariantCulture);
    var scenario = options.CreateScenario(target, environment, TimeProvider.System);
    Console.WriteLine($"{scenario.Name} against {target.Host}:{target.Port}, {options.Rate}/s for {scenario.Shape.Duration.TotalSeconds:0.#} s after {options.WarmUp.TotalSeconds:0.#} s of warm-up");

    var generator = new OpenLoopGenerator(
        new OpenLoopOptions
        {
            MostOutstanding = options.Outstanding,
            Pacer = new BlockingPacer(),
            WarmUp = options.WarmUp,
            DrainWithin = options.AnswerWithin + TimeSpan.FromSeconds(5),
            Progress = Console.WriteLine,
        },
        TimeProvider.System);
    var result = await generator.RunAsync(scenario, token);
    var where = $"{target.Host}:{target.Port}{(local is null ? "" : ", a local cluster in a child process")}";
    var report = new LoadReport(where, result, new Thresholds(options.P99).Check(result), LoadReport.ThisMachine());
    Console.WriteLine();
    Console.Write(MarkdownReport.Summary(report));
    if (options.ReportFolder is { } folder)
    {
        ReportFolder.Write(folder, report);
        Console.WriteLine($"Reports are in {Path.GetFullPath(folder)}.");
    }
    return report.Missed;
}
