using System.Globalization;
using Topology.Cli.Commands.Cluster;
using Topology.Cli.Display;
using Topology.Clustering;
using Topology.Clustering.Protocol;

namespace Topology.Cli.Logs;

/// <summary>Prints the logs of a topology's workers, and goes on with them if that is wanted. Workers that are added meanwhile are taken along.</summary>
internal sealed class LogView(TopologyClient client, LogSelection wanted, bool isJson, TimeProvider time)
{
    /// <summary>Between two looks for new lines: short enough for a person, long enough for the master that passes them on.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly SortedDictionary<int, WorkerLog> logs = [];
    private bool isLabelled;

    public async Task ShowAsync(TopologyInfo info, CancellationToken token)
    {
        isLabelled = wanted.Worker is null && WorkersOf(info).Count > 1;
        await BeginAsync(info, token).ConfigureAwait(false);
        if (logs.Count == 0 && !wanted.Follows)
            throw CliException.Failed($"{info.Name} has no worker with a log: it is {info.Status.Text()}.");
        while (wanted.Follows && !info.Status.HasEnded())
        {
            await Task.Delay(Interval, time, token).ConfigureAwait(false);
            info = await client.GetInfoAsync(info.Id, token).ConfigureAwait(false);
            isLabelled |= wanted.Worker is null && info.Workers.Count > 1;
            foreach (var log in logs.Values)
                await PrintAddedAsync(log, token).ConfigureAwait(false);
            await BeginAsync(info, token).ConfigureAwait(false);
        }

        foreach (var log in logs.Values)
            Print(log, log.Rest());
    }

    private async Task BeginAsync(TopologyInfo info, CancellationToken token)
    {
        foreach (var worker in WorkersOf(info).Where(number => !logs.ContainsKey(number)).Order())
        {
            var log = new WorkerLog(client, info.Id, worker, wanted.Component);
            try
            {
                Print(log, await log.TailAsync(wanted.Lines, token).ConfigureAwait(false));
                logs[worker] = log;
            }
            catch (TopologyRefusedException e) when (e.Kind is RefusalKind.NotFound && wanted.Worker is null)
            {
                if (!wanted.Follows && !info.Status.HasEnded())
                    await Console.Error.WriteLineAsync($"topology: worker {worker} has no log: {e.Message}").ConfigureAwait(false);
            }
        }
    }

    // One that has ended has no workers any more; the logs of those it had are still there, of as many as it had asked for at most.
    private IReadOnlyList<int> WorkersOf(TopologyInfo info)
    {
        if (wanted.Worker is { } one)
            return [one];
        return info.Status.HasEnded() && info.Workers.Count == 0 && int.TryParse(info.Settings.GetValueOrDefault("topology.workers"), CultureInfo.InvariantCulture, out var asked)
            ? [.. Enumerable.Range(0, asked)]
            : [.. info.Workers.Select(worker => worker.Worker)];
    }

    private async Task PrintAddedAsync(WorkerLog log, CancellationToken token)
    {
        try
        {
            await foreach (var lines in log.AddedAsync(token).ConfigureAwait(false))
                Print(log, lines);
        }
        catch (TopologyException e) when (e is RequestUnansweredException or TopologyRefusedException { Kind: RefusalKind.NotFound or RefusalKind.Unavailable })
        {
            // The worker is being moved, or its node is away or does not answer: it is looked for again.
        }
    }

    private void Print(WorkerLog log, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            Console.Out.WriteLine(isJson ? JsonText.Line(new { log.Worker, Line = line }) : isLabelled ? $"[{log.Worker}] {line}" : line);
        Console.Out.Flush();
    }
}
