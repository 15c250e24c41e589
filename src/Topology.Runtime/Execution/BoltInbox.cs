using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Topology.Engine;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Execution;

/// <summary>The batches that wait for a bolt executor, and the credit that goes back for them. The executor's thread takes; what others may call says so.</summary>
/// <param name="senders">The ids of all executors that send here.</param>
/// <param name="activity">Has a token for each batch.</param>
internal sealed class BoltInbox(IReadOnlyCollection<int> senders, Activity activity)
{
    /// <summary>Credit of another worker's executor is kept no longer than this: whether everything has been consumed is known that much later.</summary>
    private const long DebtTicks = 10 * TimeSpan.TicksPerMillisecond;

    private readonly ConcurrentQueue<TupleBatch> _batches = new(); // bounded by the senders' credit
    private IBatchOrigin[] _origins = []; // replaced, never changed

    /// <summary>Keeps back what follows a barrier.</summary>
    public InputAligner Aligner { get; } = new(senders);

    /// <summary>When to give back the credit that origins have kept; MaxValue: they have none.</summary>
    public long SettleAt { get; private set; } = long.MaxValue;

    /// <summary>Tuples on their way here and not yet executed. Any thread.</summary>
    public long InFlight => Volatile.Read(ref _origins).Sum(origin => (long)origin.InFlight);

    /// <summary>Takes over a batch. Any thread.</summary>
    public void Enqueue(TupleBatch batch) => _batches.Enqueue(batch);

    /// <summary>Notes where batches come from. Any thread.</summary>
    public void AddOrigin(IBatchOrigin origin) => Replace(origins => [.. origins, origin]);

    /// <summary>Forgets an origin that sends no more. Any thread.</summary>
    public void RemoveOrigin(IBatchOrigin origin) => Replace(origins => [.. origins.Where(other => !ReferenceEquals(other, origin))]);

    /// <summary>The next batch or mark to look at.</summary>
    public bool TryTake([NotNullWhen(true)] out TupleBatch? batch) => Aligner.TryTakeAgain(out batch) || _batches.TryDequeue(out batch);

    /// <summary>A batch has been consumed.</summary>
    public void GiveBack(TupleBatch batch, long now)
    {
        var origin = (IBatchOrigin)batch.Sender!; // set by whoever delivered it
        origin.Release(batch.Count);
        if (origin.HasDebt)
            SettleAt = Math.Min(SettleAt, now + DebtTicks);
    }

    /// <summary>Gives back the credit that was kept.</summary>
    public void Settle()
    {
        SettleAt = long.MaxValue;
        foreach (var origin in Volatile.Read(ref _origins))
            origin.Settle();
    }

    /// <summary>What arrives at an executor that has stopped because it moved to another worker is given up, as what waited there is.</summary>
    public void Drop()
    {
        while (_batches.TryDequeue(out _))
            activity.Withdraw();
        foreach (var _ in Aligner.Clear())
            activity.Withdraw();
    }

    private void Replace(Func<IBatchOrigin[], IBatchOrigin[]> change)
    {
        IBatchOrigin[] before;
        do
        {
            before = Volatile.Read(ref _origins);
        }
        while (Interlocked.CompareExchange(ref _origins, change(before), before) != before);
    }
}
