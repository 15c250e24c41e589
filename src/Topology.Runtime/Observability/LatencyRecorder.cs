using HdrHistogram;

namespace Topology.Runtime.Observability;

/// <summary>A latency histogram with two significant digits, from 100 ns to an hour. One thread records, any may read.</summary>
public sealed class LatencyRecorder
{
    private const long Longest = TimeSpan.TicksPerHour;

    private LongConcurrentHistogram? _histogram; // 20 KB: only made for what is measured

    /// <summary>Records a latency in ticks of 100 ns; longer than an hour counts as an hour.</summary>
    public void Record(long ticks)
    {
        if (_histogram is null)
            Volatile.Write(ref _histogram, new LongConcurrentHistogram(1, Longest, 2));
        _histogram.RecordValue(Math.Clamp(ticks, 0, Longest));
    }

    /// <summary>Adds what was recorded to a histogram made by <see cref="CreateSum"/>.</summary>
    public void AddTo(LongHistogram sum)
    {
        if (Volatile.Read(ref _histogram) is { } histogram)
            sum.Add(histogram);
    }

    public static LongHistogram CreateSum() => new(1, Longest, 2);
}
