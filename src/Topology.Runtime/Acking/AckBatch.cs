using System.Runtime.CompilerServices;
using Topology.Engine;

namespace Topology.Runtime.Acking;

/// <summary>Acks on their way to an acker, or answers to a spout: pairs of root and xor, failed roots, roots that are held – whoever has one will ack it much later – and roots that wait for
/// a checkpoint to be acked. Handed over, not shared; filled by one thread.</summary>
/// <param name="expected">Pairs expected, 1 … <see cref="MaxPairs"/>; more are taken as well.</param>
public sealed class AckBatch(int expected)
{
    /// <summary>Most pairs in a batch: as many as tuples in theirs.</summary>
    public const int MaxPairs = 256;

    private long[] _pairs = IdArrays.Rent(expected * 2);
    private List<(long Root, FailReason Reason)>? _fails;
    private List<long>? _holds;
    private List<long>? _waits;

    /// <summary>Pairs.</summary>
    public int Count { get; private set; }

    public bool IsFull => Count == MaxPairs;

    public IReadOnlyList<(long Root, FailReason Reason)> Fails => _fails ?? (IReadOnlyList<(long, FailReason)>)[];

    /// <summary>Trees that no longer time out. To be looked at last: what else is said of one ends it.</summary>
    public IReadOnlyList<long> Holds => _holds ?? (IReadOnlyList<long>)[];

    /// <summary>Trees that do not time out before a checkpoint is complete. To be looked at last, likewise.</summary>
    public IReadOnlyList<long> Waits => _waits ?? (IReadOnlyList<long>)[];

    public (long Root, long Xor) this[int index] => (_pairs[index * 2], _pairs[index * 2 + 1]);

    /// <summary>Adds an ack, merging it with the one before if that is for the same root: tuples of one tree tend to be
    /// neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long root, long xor)
    {
        var pairs = _pairs;
        var at = Count * 2;
        if (at > 0 && pairs[at - 2] == root)
        {
            pairs[at - 1] ^= xor;
            return;
        }
        if (at == pairs.Length)
            pairs = Grow();
        pairs[at] = root;
        pairs[at + 1] = xor;
        Count++;
    }

    /// <summary>Whoever took it is done with its pairs: their memory is used for other batches. It is empty then.</summary>
    public void Release()
    {
        IdArrays.Return(_pairs);
        _pairs = [];
        Count = 0;
    }

    public void Fail(long root, FailReason reason) => (_fails ??= []).Add((root, reason));

    /// <summary>Adds a tree that is held, unless it was the last one.</summary>
    /// <returns>Whether the batch takes no more of them.</returns>
    public bool Hold(long root) => Append(_holds ??= [], root);

    /// <summary>Adds a tree that waits for a checkpoint, unless it was the last one.</summary>
    /// <returns>Whether the batch takes no more of them.</returns>
    public bool Wait(long root) => Append(_waits ??= [], root);

    private static bool Append(List<long> roots, long root)
    {
        if (roots.Count == 0 || roots[^1] != root)
            roots.Add(root);
        return roots.Count >= MaxPairs;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long[] Grow()
    {
        var before = _pairs;
        var longer = IdArrays.Rent(Math.Max(before.Length + 2, Math.Min(before.Length * 2, MaxPairs * 2)));
        before.CopyTo(longer, 0);
        IdArrays.Return(before);
        return _pairs = longer;
    }
}
