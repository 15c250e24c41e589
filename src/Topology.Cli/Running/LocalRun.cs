using Microsoft.Extensions.Logging;
using Spectre.Console;
using Topology.Cli.Commands;
using Topology.Cli.Display;
using Topology.Cli.Graphs;
using Topology.Clustering;
using Topology.Clustering.Packages.Loading;
using Topology.State.RocksDb;

namespace Topology.Cli.Running;

/// <summary>Runs one topology in a local cluster of its own, from submission to totals.</summary>
internal sealed class LocalRun(LoadedTopology topology, RunOptions options, Terminal terminal, TimeProvider time)
{
    public async Task<int> ExecuteAsync(CancellationToken token)
    {
        using var signals = StopSignals.Register();
        using var logs = new StandardErrorLoggerFactory(options.Target.Verbose ? LogLevel.Information : LogLevel.Warning);
        using var storage = topology.Config.StateBackend == StateBackend.RocksDb ? new RocksDbStorage() : null;
        var clusterOptions = new LocalClusterOptions { LoggerFactory = logs, TimeProvider = time, DataFolder = options.Data, CheckpointStore = options.Store, Storage = storage };
        var cluster = await LocalCluster.StartAsync(clusterOptions, token).ConfigureAwait(false);
        var end = RunEnd.Failed;
        try
        {
            // The view is up before the topology starts, so that nothing a component prints tears it apart.
            var view = View();
            RunWatch? watch = null;
            await view.RunAsync(async () =>
            {
                var handle = await SubmitAsync(cluster, view, token).ConfigureAwait(false);
                watch = new RunWatch(handle, view, signals, time, GraphOrder.Of(topology.Spec)) { For = options.For, MessageTimeout = topology.Config.MessageTimeout };
                end = await watch.UntilEndAsync(token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            return await ReportAsync(watch!, end).ConfigureAwait(false); // not null: the body has run
        }
        finally
        {
            await DisposeAsync(cluster, signals, end).ConfigureAwait(false);
        }
    }

    private async Task<ITopologyHandle> SubmitAsync(LocalCluster cluster, IProgressView view, CancellationToken token)
    {
        if (options.FromSavepoint is { } file)
            await cluster.ImportSavepointAsync(file, topology.Name, token).ConfigureAwait(false);
        view.Starting();
        return await cluster.SubmitAsync(topology.Name, topology.Config, topology.Spec, topology.Arguments, token).ConfigureAwait(false);
    }

    private IProgressView View() => terminal.Output
        ? new LiveProgress(topology.Name, terminal, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }))
        : new PlainProgress(topology.Name, Console.Out);

    private async Task<int> ReportAsync(RunWatch watch, RunEnd end)
    {
        if (watch.Latest is { } metrics)
            await Console.Out.WriteAsync(TotalsText.Of(topology.Name, end, metrics) + CheckpointText.Total(watch.Checkpoints)).ConfigureAwait(false);
        await Console.Out.FlushAsync().ConfigureAwait(false);
        if (end is RunEnd.Completed or RunEnd.Stopped)
            return ExitCode.Completed;

        if (end == RunEnd.Failed)
        {
            var cause = watch.Cause ?? new TopologyException("The topology failed; no cause is known.");
            await Console.Error.WriteLineAsync($"topology: {ErrorText.Of(cause, options.Target.Verbose)}").ConfigureAwait(false);
        }

        return ExitCode.Failed;
    }

    // A second signal does not wait for components that do not return: whoever called us ends the process.
    private static async Task DisposeAsync(LocalCluster cluster, StopSignals signals, RunEnd end)
    {
        if (end != RunEnd.CutShort)
            await Task.WhenAny(cluster.DisposeAsync().AsTask(), signals.EndRequested).ConfigureAwait(false);
    }
}
