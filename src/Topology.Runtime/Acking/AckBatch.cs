namespace Topology.Runtime.Acking;

/// <summary>Acks on their way to an acker: pairs of root and xor, then failed roots. Handed over, not shared.</summary>
public sealed class AckBatch
{
    /// <summary>Pairs in a batch; the same as tuples in theirs, since each tuple gives at most one pair per tree.</summary>
    public const int MaxPairs = 256;

    private readonly long[] _pairs = new long[MaxPairs * 2];
    private List<(long Root, FailReason Reason)>? _fails;

    public int Count { get; private set; }

    public bool IsFull => Count == MaxPairs;

    public bool IsEmpty => Count == 0 && _fails is not { Count: > 0 };

    public IReadOnlyList<(long Root, FailReason Reason)> Fails => _fails ?? (IReadOnlyList<(long, FailReason)>)[];

    public (long Root, long Xor) this[int index] => (_pairs[index * 2], _pairs[index * 2 + 1]);

    /// <summary>Adds an ack, merging it with the one before if that is for the same root: tuples of one tree tend to be
    /// neighbours.</summary>
    public void Add(long root, long xor)
    {
        var at = Count * 2;
        if (at > 0 && _pairs[at - 2] == root)
        {
            _pairs[at - 1] ^= xor;
            return;
        }
        _pairs[at] = root;
        _pairs[at + 1] = xor;
        Count++;
    }

    public void Fail(long root, FailReason reason) => (_fails ??= []).Add((root, reason));

    /// <summary>Empties it for use again, by its new owner.</summary>
    public void Reset()
    {
        Count = 0;
        _fails?.Clear();
    }
}
