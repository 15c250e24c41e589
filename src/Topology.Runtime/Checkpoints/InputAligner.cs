using Topology.Engine;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Checkpoints;

/// <summary>Aligns the inputs of one executor: once a checkpoint's barrier has come over a channel, what follows over it waits until
/// the barrier has come over all others, so that the snapshot holds exactly what came before the barriers. Pure; one thread.</summary>
/// <remarks>
/// What waits is bounded, as it has its sender's credit. A checkpoint that is given up, or that another one overtakes, releases it. Who sends here is known from the plan: a channel
/// from another worker over which nothing has come yet, or that is lost, still counts.
/// </remarks>
/// <param name="senders">The ids of all executors that send here.</param>
internal sealed class InputAligner(IReadOnlyCollection<int> senders)
{
    private readonly HashSet<int> _ahead = []; // senders whose barrier has come
    private Queue<TupleBatch> _aside = []; // of those, in order
    private Queue<TupleBatch> _again = []; // was aside; to be taken before anything new
    private long _checkpoint; // being aligned; 0: none
    private long _closed; // the last one that is done or given up

    /// <summary>The checkpoint whose barriers are being waited for; 0: none.</summary>
    public long Checkpoint => _checkpoint;

    /// <summary>When its first barrier came, ticks of 100 ns.</summary>
    public long Since { get; private set; }

    /// <summary>Batches that wait.</summary>
    public int Waiting => _aside.Count + _again.Count;

    /// <summary>A batch that waited and may be looked at now.</summary>
    public bool TryTakeAgain(out TupleBatch? batch) => _again.TryDequeue(out batch);

    /// <summary>Whether a batch of tuples is to be executed now; otherwise it is kept.</summary>
    public bool MayExecute(TupleBatch batch)
    {
        if (_checkpoint == 0 || !_ahead.Contains(SenderOf(batch)))
            return true;
        _aside.Enqueue(batch);
        return false;
    }

    /// <summary>A barrier has come.</summary>
    /// <param name="barrier">The batch that is the barrier.</param>
    /// <param name="now">Ticks of 100 ns.</param>
    /// <returns>If it has come over all channels, the snapshot is to be taken, then <see cref="Close"/> called.</returns>
    public BarrierArrival Arrived(TupleBatch barrier, long now)
    {
        if (barrier.Barrier <= _closed || barrier.Barrier < _checkpoint)
            return BarrierArrival.Noted; // of a checkpoint that was given up, or overtaken: see below
        var sender = SenderOf(barrier);
        if (barrier.Barrier > _checkpoint)
        {
            if (_checkpoint != 0 && _ahead.Contains(sender))
            {
                _aside.Enqueue(barrier); // the next one's; this channel is ahead
                return BarrierArrival.Aside;
            }
            if (_checkpoint != 0)
                Release(); // that one's barrier will never come over this channel
            _checkpoint = barrier.Barrier;
            Since = now;
        }
        _ahead.Add(sender);
        return senders.All(_ahead.Contains) ? BarrierArrival.Complete : BarrierArrival.Noted;
    }

    /// <summary>The snapshot of the checkpoint was taken, or it is given up: what waited may go on.</summary>
    public void Close(long checkpoint)
    {
        _closed = Math.Max(_closed, checkpoint);
        if (_checkpoint != 0 && _checkpoint <= checkpoint)
            Release();
    }

    /// <summary>Everything that waits, to be given up.</summary>
    public IEnumerable<TupleBatch> Clear()
    {
        TupleBatch[] all = [.. _aside, .. _again];
        _aside.Clear();
        _again.Clear();
        _ahead.Clear();
        _checkpoint = 0;
        return all;
    }

    // What waits came before what is still to be taken again: a channel's batches keep their order.
    private void Release()
    {
        foreach (var batch in _again)
            _aside.Enqueue(batch);
        (_again, _aside) = (_aside, _again);
        _aside.Clear();
        _ahead.Clear();
        _checkpoint = 0;
    }

    private static int SenderOf(TupleBatch batch) => ((IBatchOrigin)batch.Sender!).SenderId; // set by whoever delivered it
}

/// <summary>What became of a barrier.</summary>
internal enum BarrierArrival
{
    /// <summary>Others are waited for, or it is of no use any more.</summary>
    Noted,

    /// <summary>It waits, like a batch, and will be given again.</summary>
    Aside,

    /// <summary>It was the last one.</summary>
    Complete,
}
