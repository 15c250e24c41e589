using System.Runtime.InteropServices;

namespace Topology.PerfGate.Baselines;

/// <summary>What the two sides of a <see cref="SpscRing{T}"/> share, each side's index on cache lines of its own: 128 bytes, because the
/// prefetcher fetches lines in pairs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct RingIndices
{
    /// <summary>Items taken. Written by the consumer.</summary>
    [FieldOffset(128)]
    public long Head;

    /// <summary>Items put. Written by the producer.</summary>
    [FieldOffset(256)]
    public long Tail;

    /// <summary>The consumer is about to park.</summary>
    [FieldOffset(384)]
    public bool ConsumerParks;

    /// <summary>The producer is about to park.</summary>
    [FieldOffset(392)]
    public bool ProducerParks;

    /// <summary>The producer is done.</summary>
    [FieldOffset(400)]
    public bool IsComplete;
}
