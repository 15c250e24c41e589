using Topology.Cli.Display;
using Topology.Clustering;

namespace Topology.Cli.Running;

/// <summary>Shows a running topology until it ends or is to be stopped, then stops it. One task.</summary>
internal sealed class RunWatch(
    ITopologyHandle handle, IProgressView view, StopSignals signals, TimeProvider time, TimeSpan messageTimeout, TimeSpan? duration)
{
    /// <summary>The most a stop waits for tuples in flight. After the message time-out none can still be acked, so that is enough if it is shorter.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);

    /// <summary>The last metrics seen: after the end, the final ones. Null: there never were any.</summary>
    public TopologyMetrics? Latest { get; private set; }

    public async Task<RunEnd> UntilEndAsync(CancellationToken token)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        var limit = duration is { } time0 ? Task.Delay(time0, time, ended.Token) : Task.Delay(Timeout.InfiniteTimeSpan, time, ended.Token);
        try
        {
            var first = await ShowUntilAsync(Task.WhenAny(handle.Completion, signals.StopRequested, limit), ended.Token).ConfigureAwait(false);
            if (first == handle.Completion)
                return await EndedAsync(RunEnd.Completed).ConfigureAwait(false);

            var drain = handle.KillAsync(messageTimeout < LongestDrain ? messageTimeout : LongestDrain, token);
            var second = await ShowUntilAsync(Task.WhenAny(drain, signals.EndRequested), ended.Token).ConfigureAwait(false);
            if (second == drain)
                await drain.ConfigureAwait(false);
            return await EndedAsync(second == drain ? RunEnd.Stopped : RunEnd.CutShort).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<RunEnd> EndedAsync(RunEnd end)
    {
        await ShowAsync(CancellationToken.None, show: end is RunEnd.Completed or RunEnd.Stopped && view is LiveProgress).ConfigureAwait(false);
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
            await ShowAsync(token, show: true).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(CancellationToken token, bool show)
    {
        Latest = await handle.GetMetricsAsync(token).ConfigureAwait(false);
        if (!show)
            return;

        var status = await handle.GetStatusAsync(token).ConfigureAwait(false);
        view.Show(Latest, status.ToString().ToLowerInvariant());
    }
}
