namespace Topology.Connectors.Durability;

/// <summary>Calls a sink back on its executor's thread, some time after it took something. One thread.</summary>
/// <param name="context">Of the sink's task.</param>
/// <param name="delay">How long after <see cref="Arm"/>.</param>
/// <param name="flush">What to call.</param>
internal sealed class FlushTimer(TopologyContext context, TimeSpan delay, Action flush) : IDisposable
{
    private ITimer? _timer; // one shot: an instance that is given up without Cleanup leaves nothing running
    private bool _isArmed;

    public void Arm()
    {
        if (_isArmed)
            return;
        _isArmed = true;
        _timer ??= context.TimeProvider.CreateTimer(_ => context.Post(Fire), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer?.Dispose();

    private void Fire()
    {
        _isArmed = false;
        flush();
    }
}
