namespace Topology.Runtime.Execution;

/// <summary>How long an executor has waited for credit, ticks of 100 ns. Written by its thread, read by any.</summary>
internal sealed class BlockedTime
{
    private long _total;
    private long _since = -1; // negative: it does not wait

    /// <summary>Whether it waits now.</summary>
    public void Note(bool isBlocked, long now)
    {
        if (isBlocked == (_since >= 0))
            return;
        if (!isBlocked)
            Volatile.Write(ref _total, _total + Math.Max(0, now - _since));
        Volatile.Write(ref _since, isBlocked ? now : -1);
    }

    /// <summary>All of it up to a time. Any thread.</summary>
    public long At(long now) => Volatile.Read(ref _total) + (Volatile.Read(ref _since) is >= 0 and var since ? Math.Max(0, now - since) : 0);
}
