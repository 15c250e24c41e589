using Topology.Engine;

namespace Topology.Runtime.Execution;

/// <summary>Batches with tracked tuples that were executed and are neither acked nor failed. Pure; one thread.</summary>
/// <remarks>When the executor restarts, their trees fail at once instead of timing out. Entries older than the time-out
/// twice over are dropped, unless they are held: the trees of others are long gone.</remarks>
internal sealed class OutstandingInputs(long keepTicks)
{
    private const int FirstPurge = 64;

    private readonly List<(TupleBatch Batch, long Since)> _batches = [];
    private int _purgeAt = FirstPurge;

    public void Add(TupleBatch batch, long now)
    {
        if (_batches.Count >= _purgeAt)
            Purge(now);
        _batches.Add((batch, now));
    }

    /// <summary>All that are still open; forgets them.</summary>
    public IReadOnlyList<TupleBatch> TakeAll()
    {
        TupleBatch[] batches = [.. _batches.Select(entry => entry.Batch).Where(IsOpen)];
        _batches.Clear();
        return batches;
    }

    private void Purge(long now)
    {
        _batches.RemoveAll(entry => !IsOpen(entry.Batch) || (now - entry.Since > keepTicks && entry.Batch.Notes is not BatchNotes { IsHeld: true }));
        _purgeAt = Math.Max(FirstPurge, _batches.Count * 2);
    }

    private static bool IsOpen(TupleBatch batch) => batch.Notes is BatchNotes { Open: > 0 };
}
