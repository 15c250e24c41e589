using HdrHistogram;

namespace Topology.Runtime.Observability;

/// <summary>A latency histogram with two significant digits, from 100 ns to an hour. One thread records, any may read: a reader of a
/// running one may see the last values half.</summary>
public sealed class LatencyRecorder
{
    private const long Longest = TimeSpan.TicksPerHour;

    private LongHistogram? _histogram; // 20 KB: only made for what is measured. The one with a single writer: the concurrent one takes five times as long

    /// <summary>Records a latency.</summary>
    /// <param name="ticks">Of 100 ns; longer than an hour counts as an hour.</param>
    /// <param name="weight">How many tuples it stands for.</param>
    public void Record(long ticks, int weight = 1)
    {
        if (_histogram is null)
            Volatile.Write(ref _histogram, CreateSum());
        _histogram.RecordValueWithCount(Math.Clamp(ticks, 0, Longest), weight);
    }

    /// <summary>Adds what was recorded to a histogram made by <see cref="CreateSum"/>.</summary>
    public void AddTo(LongHistogram sum)
    {
        if (Volatile.Read(ref _histogram) is { } histogram)
            sum.Add(histogram);
    }

    public static LongHistogram CreateSum() => new(1, Longest, 2);
}
