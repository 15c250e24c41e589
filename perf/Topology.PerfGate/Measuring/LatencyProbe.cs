using System.Diagnostics;
using HdrHistogram;

namespace Topology.PerfGate.Measuring;

/// <summary>Records how late tuples arrive, between <see cref="Open"/> and <see cref="Close"/>. One sink records; the main thread opens and closes.</summary>
internal sealed class LatencyProbe
{
    private const long LongestNanoseconds = 60_000_000_000;
    private const int SignificantDigits = 3;

    // Longer than one Record by far, even if its thread loses its core in the middle.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);

    private volatile LongHistogram? _histogram;

    /// <summary>The sink has received a tuple that was to be emitted at this <see cref="Stopwatch"/> time.</summary>
    public void Record(long scheduled)
    {
        if (_histogram is { } histogram)
            histogram.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(scheduled).TotalNanoseconds, 1, LongestNanoseconds));
    }

    public void Open() => _histogram = new LongHistogram(LongestNanoseconds, SignificantDigits);

    /// <summary>The 99th percentile since the opening, in microseconds.</summary>
    public double Close()
    {
        var histogram = _histogram ?? throw new InvalidOperationException("The probe is not open.");
        _histogram = null;
        Thread.Sleep(Settling);
        return histogram.GetValueAtPercentile(99) / 1000.0;
    }
}
