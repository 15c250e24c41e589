namespace Topology.Runtime.Execution;

/// <summary>When an executor that has run out of input may send batches that are not full to other workers. Pure.</summary>
/// <remarks>
/// Each message to another worker wakes a thread there, and what comes back wakes one here, which sends again: left alone, the two sides
/// drive each other with ever smaller batches. So there is one in each millisecond at most. The first goes at once, and what follows waits for the next
/// millisecond of the clock, not of the executor: all executors, and idle spouts (<see cref="IdleBackOff"/>), then wake the process together.
/// </remarks>
internal struct LinkPace()
{
    private const long Grid = TimeSpan.TicksPerMillisecond;

    private long _sentIn = -1; // which millisecond

    /// <summary>Whether one may be sent.</summary>
    public readonly bool IsDue(long now) => now / Grid != _sentIn;

    /// <summary>One was sent.</summary>
    public void Sent(long now) => _sentIn = now / Grid;

    /// <summary>When the next may be sent.</summary>
    public static long After(long now) => (now / Grid + 1) * Grid;
}
