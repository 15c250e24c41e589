using System.CommandLine;
using Microsoft.Extensions.Logging;
using Topology.Cli.Running;
using Topology.Clustering;
using Topology.Clustering.Hosting;

namespace Topology.Cli.Commands;

/// <summary><c>topology node</c>: a node of a cluster, until it is told to stop.</summary>
internal static class NodeCommand
{
    public const string Name = "node";

    private static readonly HealthState Starting = new(IsLive: true, IsReady: false, "the node starts");

    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "The node's configuration; cluster-config/reference.conf explains every key.", HelpName = "file", Required = true };
        var check = new Option<bool>("--check") { Description = "Only say what is wrong with the configuration or this machine." };
        var verbose = new Option<bool>("--verbose") { Description = "Debug messages, and errors with stack traces." };
        var command = new Command(
            Name,
            "Runs a node of a cluster: a master, a supervisor, or both. Ctrl-C or SIGTERM ends it in good order; the workers it has started keep running.")
        {
            config, check, verbose,
        };
        command.SetAction((parsed, _) => parsed.GetValue(check)
            ? CheckAsync(parsed.GetRequiredValue(config))
            : RunAsync(parsed.GetRequiredValue(config), parsed.GetValue(verbose)));
        return command;
    }

    private static async Task<int> CheckAsync(string file)
    {
        var findings = await NodeCheck.RunAsync(file, TimeProvider.System).ConfigureAwait(false);
        foreach (var finding in findings)
            Console.WriteLine(finding.ToString());
        if (findings.Count == 0)
            Console.WriteLine($"{file}: nothing to complain of.");
        return findings.Any(finding => finding.IsError) ? ExitCode.Failed : ExitCode.Completed;
    }

    private static async Task<int> RunAsync(string file, bool isVerbose)
    {
        LossyWriter.TakeConsole();
        using var signals = StopSignals.Register();
        using var loggers = new ServiceLoggerFactory(isVerbose ? LogLevel.Debug : LogLevel.Information, TimeProvider.System);
        var config = NodeConfig.Load(file);
        NodeHost? started = null;
        await using var health = config.Health.Port == 0 ? null : await HealthEndpoint.StartAsync(config.Health, () => started?.Health() ?? Starting, loggers).ConfigureAwait(false);
        var node = started = NodeHost.Start(config, OwnProgram.Command, loggers);
        await Task.WhenAny(signals.StopRequested, node.Ended).ConfigureAwait(false);
        var wasRemoved = node.Ended.IsCompleted;
        await Task.WhenAny(node.DisposeAsync().AsTask(), signals.EndRequested).ConfigureAwait(false);
        if (wasRemoved)
            await Console.Error.WriteLineAsync("topology: the cluster has removed this node; start it again once it can reach the others.").ConfigureAwait(false);
        return wasRemoved ? ExitCode.Failed : ExitCode.Completed;
    }
}
