using System.Net.Sockets;
using NBomber.Contracts.Stats;
using NBomber.CSharp;
using Topology.LoadTest.Bombing;
using Topology.LoadTest.Scenarios;

const int WrongUsage = 64, Unavailable = 69; // of sysexits.h

LoadTestOptions options;
try
{
    options = LoadTestOptions.Parse(args);
    if (options.Target is null)
        throw new FormatException("on NBomber only --target is supported: start the topology first, with: topology run topologies/Ingest");
}
catch (FormatException wrong)
{
    Console.Error.WriteLine($"{wrong.Message}\n{LoadTestOptions.Usage}\nNBomber knows no --warm-up, --outstanding and --p99: they are ignored.");
    return WrongUsage;
}

var scenario = options.CreateScenario(options.Target, new Dictionary<string, string>(), TimeProvider.System);
try
{
    await scenario.SetUpAsync(CancellationToken.None);
}
catch (SocketException error)
{
    Console.Error.WriteLine($"The target cannot be driven: {error.Message}");
    await scenario.TearDownAsync();
    return Unavailable;
}

var stats = NBomberRunner
    .RegisterScenarios(NBomberScenario.Create(scenario))
    .WithReportFolder(options.ReportFolder ?? "nbomber-report")
    .WithReportFormats(ReportFormat.Html, ReportFormat.Md, ReportFormat.Csv, ReportFormat.Txt)
    .Run();
await scenario.TearDownAsync();

var figures = stats.ScenarioStats[0];
var latency = figures.Ok.Latency;
Console.WriteLine(FormattableString.Invariant(
    $"{figures.Ok.Request.Count} acked, {figures.Ok.Request.RPS:0}/s, {figures.Fail.Request.Count} failed; ms: 50 % {latency.Percent50}, 75 % {latency.Percent75}, 95 % {latency.Percent95}, 99 % {latency.Percent99}"));
return figures.Fail.Request.Count == 0 ? 0 : 1;
