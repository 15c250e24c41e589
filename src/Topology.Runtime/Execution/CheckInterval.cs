using System.Runtime.CompilerServices;

namespace Topology.Runtime.Execution;

/// <summary>How many calls of user code to make between two looks at the clock: many while calls are cheap, so that
/// the clock costs nothing, and one while they are slow, so that a slice ends in time. Pure.</summary>
public struct CheckInterval()
{
    private const int Most = 64;
    private const long Cheap = 50 * TimeSpan.TicksPerMicrosecond;

    private int _interval = 1;
    private int _left = 1;

    /// <summary>Calls until the next look, at least 1.</summary>
    public readonly int Left => Math.Max(1, _left);

    /// <summary>Takes note of calls; true if the clock is to be looked at now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsDue(int calls) => (_left -= calls) <= 0;

    /// <summary>Takes the time since the look before, ticks of 100 ns.</summary>
    public void Adapt(long elapsed)
    {
        _interval = elapsed <= Cheap ? Math.Min(_interval * 2, Most) : 1;
        _left = _interval;
    }
}
