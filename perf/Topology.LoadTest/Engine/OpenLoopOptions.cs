namespace Topology.LoadTest.Engine;

/// <summary>How an <see cref="OpenLoopGenerator"/> runs.</summary>
internal sealed record OpenLoopOptions
{
    /// <value>Requests that may be in flight. One that is due beyond this is not sent and counts as failed: overload is seen, not hidden by waiting.</value>
    public required int MostOutstanding { get; init; }

    /// <value>How to wait for the next start.</value>
    public required IPacer Pacer { get; init; }

    /// <value>Load at the highest rate of the shape before the measurement, so that it meets compiled code and open connections. Default: none.</value>
    public TimeSpan WarmUp { get; init; }

    /// <value>After the last request: what is unanswered then has failed. Default: 40 s.</value>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(40);

    /// <value>Told how it goes, every <see cref="ProgressInterval"/>.</value>
    public Action<string> Progress { get; init; } = _ => { };

    /// <value>Default: 5 s.</value>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(5);
}
