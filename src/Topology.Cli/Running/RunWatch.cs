using Topology.Cli.Display;
using Topology.Clustering;

namespace Topology.Cli.Running;

/// <summary>Shows a running topology until it ends or is to be stopped, then stops it. One task.</summary>
/// <param name="handle">The topology.</param>
/// <param name="view">Where it is shown.</param>
/// <param name="signals">Ctrl-C.</param>
/// <param name="time">For the pauses and the duration.</param>
/// <param name="order">The components in the order in which they are shown.</param>
internal sealed class RunWatch(ITopologyHandle handle, IProgressView view, StopSignals signals, TimeProvider time, IReadOnlyList<ComponentSpec> order)
{
    /// <summary>The most a stop waits for tuples in flight: as long as a person who pressed Ctrl-C may be expected to watch.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, int> places = order.Select((component, place) => (component.Id, place)).ToDictionary(StringComparer.Ordinal);

    /// <value>How long to run; null: until it ends or is stopped.</value>
    public TimeSpan? For { get; init; }

    /// <value>After this long no tuple in flight can still be acked, so a stop waits no longer.</value>
    public required TimeSpan MessageTimeout { get; init; }

    /// <summary>The last metrics seen: after the end, the final ones. Null: there never were any.</summary>
    public TopologyMetrics? Latest { get; private set; }

    /// <summary>How its checkpoints went, likewise.</summary>
    public CheckpointReport Checkpoints { get; private set; } = new();

    /// <summary>Why it failed; null: it did not.</summary>
    public Exception? Cause => handle.Completion.Exception?.InnerException;

    public async Task<RunEnd> UntilEndAsync(CancellationToken token)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        try
        {
            var limit = Task.Delay(For ?? Timeout.InfiniteTimeSpan, time, ended.Token);
            var first = await ShowUntilAsync(Task.WhenAny(handle.Completion, signals.StopRequested, limit), ended.Token).ConfigureAwait(false);
            return await EndedAsync(first == handle.Completion ? RunEnd.Completed : await StopAsync(ended.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<RunEnd> StopAsync(CancellationToken token)
    {
        var wait = MessageTimeout < LongestDrain ? MessageTimeout : LongestDrain;
        var isSignalled = signals.StopRequested.IsCompleted;
        if (isSignalled)
            view.Stopping(wait);

        var drain = handle.KillAsync(wait, token);
        if (!isSignalled && await ShowUntilAsync(Task.WhenAny(drain, signals.StopRequested), token).ConfigureAwait(false) != drain)
            view.Stopping(wait); // --for began it, and now there is someone to tell

        var end = await ShowUntilAsync(Task.WhenAny(drain, signals.EndRequested), token).ConfigureAwait(false);
        if (end != drain)
            return RunEnd.CutShort;

        await drain.ConfigureAwait(false);
        return RunEnd.Stopped;
    }

    private async Task<RunEnd> EndedAsync(RunEnd end)
    {
        await ShowAsync(view.ShowsEnd, CancellationToken.None).ConfigureAwait(false);
        return handle.Completion.IsFaulted ? RunEnd.Failed : end;
    }

    private async Task<Task> ShowUntilAsync(Task<Task> end, CancellationToken token)
    {
        while (true)
        {
            var pause = Task.Delay(view.Interval, time, token);
            if (await Task.WhenAny(end, pause).ConfigureAwait(false) == end)
                return await end.ConfigureAwait(false);

            await pause.ConfigureAwait(false);
            await ShowAsync(isShown: true, token).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(bool isShown, CancellationToken token)
    {
        var metrics = await handle.GetMetricsAsync(token).ConfigureAwait(false);
        Latest = metrics with { Components = [.. metrics.Components.OrderBy(component => places.GetValueOrDefault(component.Component, int.MaxValue))] };
        Checkpoints = await handle.GetCheckpointsAsync(token).ConfigureAwait(false);
        if (!isShown)
            return;

        var status = await handle.GetStatusAsync(token).ConfigureAwait(false);
        view.Show(Latest, status.ToString().ToLowerInvariant() + CheckpointText.Now(Checkpoints));
    }
}
