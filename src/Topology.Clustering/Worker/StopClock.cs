namespace Topology.Clustering.Worker;

/// <summary>The limits of time while a topology ends: how long what is in flight may take, and each stage of the stop. Owned by the topology's actor.</summary>
/// <param name="time">The cluster's.</param>
/// <param name="look">Called on any thread when it is time to look whether something is over.</param>
internal sealed class StopClock(TimeProvider time, Action look) : IDisposable
{
    /// <summary>A stage that takes longer hangs.</summary>
    public static readonly TimeSpan StageLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30); // timers take no more than 49 days

    private readonly ITimer _timer = time.CreateTimer(_ => look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    private DateTimeOffset _waitUntil;
    private DateTimeOffset _stageUntil;

    public bool IsWaitOver => time.GetUtcNow() >= _waitUntil;

    public bool IsStageOver => time.GetUtcNow() >= _stageUntil;

    /// <summary>What is in flight gets that long. It is over in any case then: a spout that never returns from a call cannot say that it has stopped.</summary>
    public void BeginWait(TimeSpan wait)
    {
        wait = wait < LongestWait ? wait : LongestWait;
        _waitUntil = time.GetUtcNow() + wait;
        if (wait > TimeSpan.Zero)
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    public void BeginStage()
    {
        _stageUntil = time.GetUtcNow() + StageLimit;
        _timer.Change(StageLimit, Timeout.InfiniteTimeSpan);
    }

    public void LookSoon() => _timer.Change(LookInterval, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
