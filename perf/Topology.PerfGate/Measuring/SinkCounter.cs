using System.Runtime.InteropServices;

namespace Topology.PerfGate.Measuring;

/// <summary>What one sink has received. One writer, the sink; the measurer reads <see cref="Count"/> meanwhile.</summary>
/// <remarks>Padded on both sides to 64 bytes, so that sinks on different cores do not share a cache line.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal sealed class SinkCounter
{
    [FieldOffset(64)]
    private long _count;

    [FieldOffset(72)]
    private long _sum;

    /// <summary>Tuples received. Any thread.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The sum of what <see cref="Take"/> saw. Exact once the sink is at rest.</summary>
    public long Sum => Volatile.Read(ref _sum);

    /// <summary>The sink's work on a tuple of the chain: reads both values.</summary>
    public void Take(string text, long number)
    {
        _sum += number + text.Length;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Counts without looking at anything.</summary>
    public void Add() => Volatile.Write(ref _count, _count + 1);
}
