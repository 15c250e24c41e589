namespace Topology.Runtime.Execution;

/// <summary>How long a spout that emitted nothing is left alone: 1 ms, doubling to 20 ms. Pure.</summary>
/// <remarks>Times lie on a grid, so that idle spouts wake the process together.</remarks>
public struct IdleBackOff
{
    private const int Most = 20;

    private int _milliseconds;

    public void Reset() => _milliseconds = 0;

    /// <summary>When to ask again, after one more call for nothing.</summary>
    public long Next(long now)
    {
        _milliseconds = _milliseconds == 0 ? 1 : Math.Min(_milliseconds * 2, Most);
        var grid = _milliseconds * TimeSpan.TicksPerMillisecond;
        return (now / grid + 1) * grid;
    }
}
