using Topology.Clustering.Protocol;

namespace Topology.Clustering.Checkpoints;

/// <summary>What a worker's executors have done about the present checkpoint, to be told again when the leader asks again: a message was lost then. Pure; one thread.</summary>
internal sealed class PartyRecord
{
    private readonly List<PartStored> _parts = [];
    private readonly HashSet<int> _settled = [];
    private long _partsOf; // the checkpoint they are of
    private long _settledFor;
    private long _begun;
    private long _completed;
    private long _givenUp;

    /// <summary>Parts that are stored, of the last checkpoint that any is of.</summary>
    public IReadOnlyList<PartStored> Parts => _parts;

    /// <summary>Executors that have acted on the last completed one.</summary>
    public IReadOnlyCollection<int> SettledExecutors => _settled;

    /// <summary>One begins.</summary>
    /// <param name="checkpoint">Which.</param>
    /// <param name="abandoned">The one before, if nobody said that it was given up; else 0.</param>
    /// <returns>Whether it is new.</returns>
    public bool Begin(long checkpoint, out long abandoned)
    {
        abandoned = 0;
        if (checkpoint <= _begun)
            return false;
        if (_begun > Math.Max(_completed, _givenUp))
            abandoned = _begun;
        _begun = checkpoint;
        return true;
    }

    /// <summary>One is complete.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Complete(long checkpoint)
    {
        if (checkpoint <= _completed)
            return false;
        _completed = checkpoint;
        _settled.Clear();
        _settledFor = checkpoint;
        return true;
    }

    /// <summary>One is given up.</summary>
    /// <returns>Whether that is new.</returns>
    public bool GiveUp(long checkpoint)
    {
        if (checkpoint <= _givenUp)
            return false;
        _givenUp = checkpoint;
        return true;
    }

    /// <summary>An executor's part is stored.</summary>
    public void Stored(PartStored part)
    {
        if (part.Checkpoint < _partsOf)
            return;
        if (part.Checkpoint > _partsOf)
            _parts.Clear();
        _partsOf = part.Checkpoint;
        _parts.Add(part);
    }

    /// <summary>An executor has acted on a completed one.</summary>
    public void Settled(int executor, long checkpoint)
    {
        if (checkpoint == _settledFor)
            _settled.Add(executor);
    }
}
