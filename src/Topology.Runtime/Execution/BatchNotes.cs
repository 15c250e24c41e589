using System.Numerics;
using System.Runtime.CompilerServices;

namespace Topology.Runtime.Execution;

/// <summary>What a bolt executor notes about the tuples of a batch it received. Owned by the executor's thread.</summary>
internal sealed class BatchNotes(BoltExecutor owner, int count)
{
    private readonly int _count = count;
    private Bits _done;
    private long[]? _xors; // of the tuples that outlive their Execute: most do not
    private List<(int Index, long StartedAt, int Weight)>? _samples;

    public BoltExecutor Owner { get; } = owner;

    /// <summary>Whether some tuple was held: it may be open for any time.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Tuples neither acked nor failed, those not executed yet included.</summary>
    public int Open
    {
        get
        {
            var done = 0;
            foreach (var word in (ReadOnlySpan<ulong>)_done)
                done += BitOperations.PopCount(word);
            return _count - done;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsDone(int index) => (_done[index >> 6] & (1UL << index)) != 0;

    /// <summary>Notes the ack or fail of a tuple; false if it had one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFinish(int index)
    {
        ref var word = ref _done[index >> 6];
        var bit = 1UL << index; // the shift takes the index modulo 64
        if ((word & bit) != 0)
            return false;
        word |= bit;
        return true;
    }

    /// <summary>The xor of the edges of what was emitted anchored to the tuple after its Execute, or kept from it.</summary>
    public ref long XorAt(int index) => ref (_xors ??= new long[_count])[index];

    public long XorOf(int index) => _xors is null ? 0 : _xors[index];

    /// <summary>Keeps the start of a sampled tuple that was not acked in its Execute.</summary>
    public void KeepSample(int index, long startedAt, int weight) => (_samples ??= []).Add((index, startedAt, weight));

    /// <summary>The start of the tuple's Execute and how many it stands for if it was sampled, else zeros.</summary>
    public (long StartedAt, int Weight) SampleOf(int index)
    {
        if (_samples is not null)
        {
            foreach (var (at, startedAt, weight) in _samples)
            {
                if (at == index)
                    return (startedAt, weight);
            }
        }
        return default;
    }

    [InlineArray(4)]
    private struct Bits
    {
        private ulong _first;
    }
}
