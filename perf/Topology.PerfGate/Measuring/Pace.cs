using System.Diagnostics;

namespace Topology.PerfGate.Measuring;

/// <summary>When tuples are due at a fixed rate, beginning with the construction. One thread.</summary>
internal sealed class Pace(int tuplesPerSecond)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _taken;

    /// <summary>How many tuples are due and not taken yet.</summary>
    public long Due() => (Stopwatch.GetTimestamp() - _start) * tuplesPerSecond / Stopwatch.Frequency + 1 - _taken;

    /// <summary>Takes the next tuple; returns the <see cref="Stopwatch"/> time it was to be emitted at.</summary>
    public long Take() => _start + _taken++ * Stopwatch.Frequency / tuplesPerSecond;
}
