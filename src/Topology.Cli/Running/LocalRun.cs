using Microsoft.Extensions.Logging;
using Topology.Cli.Commands;
using Topology.Cli.Display;
using Topology.Cli.Loading;
using Topology.Clustering;

namespace Topology.Cli.Running;

/// <summary>Runs one topology in a local cluster of its own, from submission to totals.</summary>
internal static class LocalRun
{
    public static async Task<int> ExecuteAsync(LoadedTopology topology, RunOptions options, TimeProvider time, CancellationToken token)
    {
        using var signals = StopSignals.Register();
        using var logs = new StandardErrorLoggerFactory(options.Target.Verbose ? LogLevel.Information : LogLevel.Warning);
        var clusterOptions = new LocalClusterOptions { LoggerFactory = logs, TimeProvider = time };
        var cluster = await LocalCluster.StartAsync(clusterOptions, token).ConfigureAwait(false);
        var disposeCluster = true;
        try
        {
            var handle = await cluster.SubmitAsync(topology.Name, topology.Config, topology.Spec, token).ConfigureAwait(false);
            var view = View(topology.Name);
            var watch = new RunWatch(handle, view, signals, time, topology.Config.MessageTimeout, options.For);
            RunEnd end = RunEnd.Failed;
            await view.RunAsync(async () => end = await watch.UntilEndAsync(token).ConfigureAwait(false)).ConfigureAwait(false);

            // A second signal must not wait for components that do not return.
            disposeCluster = end != RunEnd.CutShort;
            PrintTotals(topology.Name, end, watch.Latest, Console.Out);
            return await ExitCodeAsync(handle, end, options.Target.Verbose).ConfigureAwait(false);
        }
        finally
        {
            if (disposeCluster)
                await cluster.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static IProgressView View(string name) => Console.IsOutputRedirected
        ? new PlainProgress(Console.Out)
        : new LiveProgress(name);

    private static void PrintTotals(string name, RunEnd end, TopologyMetrics? metrics, TextWriter output)
    {
        if (metrics is null)
            return;

        output.Write(TotalsText.Of(name, RunEndText.Of(end), metrics.Uptime, TupleTotals.Of(metrics), ComponentRow.Of(null, metrics)));
        output.Flush();
    }

    private static async Task<int> ExitCodeAsync(ITopologyHandle handle, RunEnd end, bool verbose)
    {
        if (end == RunEnd.CutShort)
            Environment.Exit(ExitCode.Failed); // threads of the topology may still run and must not keep the process

        if (end != RunEnd.Failed)
            return ExitCode.Completed;

        var cause = handle.Completion.Exception?.InnerException ?? new TopologyException("The topology failed; no cause is known.");
        await Console.Error.WriteLineAsync($"topology: {ErrorText.Of(cause, verbose)}").ConfigureAwait(false);
        return ExitCode.Failed;
    }
}
