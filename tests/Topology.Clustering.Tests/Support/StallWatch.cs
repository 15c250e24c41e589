namespace Topology.Clustering.Tests.Support;

/// <summary>Notices that the whole machine stood still: then nothing that has a limit of real time can be expected to keep it.</summary>
internal sealed class StallWatch : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _last = TimeProvider.System.GetTimestamp();
    private TimeSpan _longest;

    public StallWatch() => _timer = TimeProvider.System.CreateTimer(_ => Look(), null, Step, Step);

    /// <summary>The longest time in which not even a timer was served.</summary>
    public TimeSpan Longest
    {
        get
        {
            Look();
            lock (_gate)
                return _longest;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var now = TimeProvider.System.GetTimestamp();
            var gap = TimeProvider.System.GetElapsedTime(_last, now);
            _longest = gap > _longest ? gap : _longest;
            _last = now;
        }
    }
}
