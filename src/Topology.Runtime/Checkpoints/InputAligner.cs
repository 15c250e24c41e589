using Topology.Engine;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Checkpoints;

/// <summary>Aligns the inputs of one executor: once a checkpoint's barrier has come over a channel, what follows over it waits until
/// the barrier has come over all others, so that the snapshot holds exactly what came before the barriers. Pure; one thread.</summary>
/// <remarks>What waits is bounded, as it has its sender's credit. A checkpoint that is given up, or that another one overtakes, releases it.</remarks>
internal sealed class InputAligner
{
    private readonly HashSet<IBatchOrigin> _ahead = []; // channels over which the barrier has come
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
        if (_checkpoint == 0 || !_ahead.Contains((IBatchOrigin)batch.Sender!)) // set by whoever delivered it
            return true;
        _aside.Enqueue(batch);
        return false;
    }

    /// <summary>A barrier has come.</summary>
    /// <param name="barrier">The batch that is the barrier.</param>
    /// <param name="origins">Every channel that leads here.</param>
    /// <param name="now">Ticks of 100 ns.</param>
    /// <returns>True: it has come over all; the snapshot is to be taken, then <see cref="Close"/> called.</returns>
    public bool Arrived(TupleBatch barrier, IReadOnlyCollection<IBatchOrigin> origins, long now)
    {
        var origin = (IBatchOrigin)barrier.Sender!; // set by whoever delivered it
        if (barrier.Barrier <= _closed)
            return false; // of a checkpoint that was given up
        if (barrier.Barrier < _checkpoint)
            return false; // overtaken: see below
        if (barrier.Barrier > _checkpoint)
        {
            if (_checkpoint != 0 && _ahead.Contains(origin))
            {
                _aside.Enqueue(barrier); // the next one's; this channel is ahead
                return false;
            }
            if (_checkpoint != 0)
                Release(); // that one's barrier will never come over this channel
            _checkpoint = barrier.Barrier;
            Since = now;
        }
        _ahead.Add(origin);
        return IsComplete(origins);
    }

    /// <summary>A channel has gone. True: the barrier has come over all that are left.</summary>
    public bool Left(IReadOnlyCollection<IBatchOrigin> origins) => _checkpoint != 0 && IsComplete(origins);

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

    private bool IsComplete(IReadOnlyCollection<IBatchOrigin> origins)
    {
        foreach (var origin in origins)
        {
            if (!_ahead.Contains(origin))
                return false;
        }
        return true;
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
}
