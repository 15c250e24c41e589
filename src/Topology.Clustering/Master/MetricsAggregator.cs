using HdrHistogram;
using HdrHistogram.Utilities;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Runtime.Observability;

namespace Topology.Clustering.Master;

/// <summary>Adds up what workers count. Pure.</summary>
internal static class MetricsAggregator
{
    /// <summary>The largest encoded histogram that is read, in bytes: one of an hour's range with two digits has 20 KB before it is compressed.</summary>
    private const int LongestHistogram = 64 * 1024;

    /// <summary>The sums by component, in ordinal order.</summary>
    public static IReadOnlyList<ComponentFigures> Add(IReadOnlyList<ComponentFigures> some, IReadOnlyList<ComponentFigures> more) =>
        more.Count == 0 ? some : some.Count == 0 && IsDistinct(more) ? more : Sum(some.Concat(more));

    /// <summary>The sums by component, in ordinal order.</summary>
    public static IReadOnlyList<ComponentFigures> Sum(IEnumerable<ComponentFigures> figures) =>
        [.. figures.GroupBy(figure => figure.Counts.Component, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => SumOf([.. group]))];

    /// <summary>The figures of a process that is gone: it has no executors any more, nothing is queued, and what was pending has failed with it.</summary>
    public static ComponentFigures Retire(ComponentFigures figures)
    {
        var counts = figures.Counts;
        return figures with
        {
            Counts = counts with { Executors = 0, Tasks = 0, Failed = counts.Failed + counts.Pending, Pending = 0, Queued = 0 },
            Capacity = 0,
            BackPressure = 0,
            EventTime = EventTimeFigures.Retire(figures.EventTime),
        };
    }

    /// <summary>Counts for which no latencies are known.</summary>
    public static ComponentFigures WithoutLatencies(ComponentCounts counts) => new(counts, 0, 0, [], [], []);

    /// <summary>As users see them: every component of the blueprint, also one that nobody has counted for.</summary>
    public static TopologyMetrics ToMetrics(TimeSpan uptime, TopologyBlueprint blueprint, IEnumerable<ComponentFigures> figures)
    {
        var sums = Sum(figures).ToDictionary(figure => figure.Counts.Component, StringComparer.Ordinal);
        return new TopologyMetrics(uptime, [.. blueprint.Components.OrderBy(component => component.Id, StringComparer.Ordinal)
            .Select(component => ToMetrics(component, sums.GetValueOrDefault(component.Id) ?? WithoutLatencies(NoCounts(component.Id))))]);
    }

    private static ComponentMetrics ToMetrics(BlueprintComponent component, ComponentFigures figures)
    {
        var counts = figures.Counts;
        return new ComponentMetrics
        {
            Component = component.Id,
            Kind = component.Kind,
            Executors = counts.Executors,
            Tasks = counts.Tasks,
            Emitted = counts.Emitted,
            Transferred = counts.Transferred,
            Executed = counts.Executed,
            Acked = counts.Acked,
            Failed = counts.Failed,
            TimedOut = counts.TimedOut,
            Tracked = counts.Tracked,
            Pending = counts.Pending,
            Queued = counts.Queued,
            ExecuteLatency = Summary(figures.ExecuteLatency),
            ProcessLatency = Summary(figures.ProcessLatency),
            CompleteLatency = Summary(figures.CompleteLatency),
            Capacity = figures.Capacity,
            BackPressure = figures.BackPressure,
            Restarts = counts.Restarts,
            Errors = counts.Errors,
            EventTime = figures.EventTime,
        };
    }

    private static ComponentCounts NoCounts(string component) => new(component, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static bool IsDistinct(IReadOnlyList<ComponentFigures> figures) =>
        figures.Select(figure => figure.Counts.Component).Distinct(StringComparer.Ordinal).Count() == figures.Count;

    private static ComponentFigures SumOf(ComponentFigures[] figures) => new(
        figures.Select(figure => figure.Counts).Aggregate(Plus),
        figures.Max(figure => figure.Capacity),
        figures.Max(figure => figure.BackPressure),
        Merge(figures.Select(figure => figure.ExecuteLatency)),
        Merge(figures.Select(figure => figure.ProcessLatency)),
        Merge(figures.Select(figure => figure.CompleteLatency)),
        figures.Select(figure => figure.EventTime).Aggregate(EventTimeFigures.Plus));

    private static ComponentCounts Plus(ComponentCounts a, ComponentCounts b) => new(
        a.Component, a.Executors + b.Executors, a.Tasks + b.Tasks, a.Emitted + b.Emitted, a.Transferred + b.Transferred, a.Executed + b.Executed,
        a.Acked + b.Acked, a.Failed + b.Failed, a.TimedOut + b.TimedOut, a.Tracked + b.Tracked, a.Pending + b.Pending, a.Queued + b.Queued,
        a.Restarts + b.Restarts, a.Errors + b.Errors);

    private static byte[] Merge(IEnumerable<byte[]> encoded)
    {
        byte[][] given = [.. encoded.Where(bytes => bytes.Length > 0)];
        if (given.Length < 2)
            return given.FirstOrDefault() ?? [];
        var sum = LatencyRecorder.CreateSum();
        foreach (var bytes in given)
            sum.Add(Decode(bytes));
        return Encode(sum);
    }

    private static LatencySummary Summary(byte[] encoded)
    {
        if (encoded.Length == 0)
            return LatencySummary.None;
        var histogram = Decode(encoded);
        return histogram.TotalCount == 0
            ? LatencySummary.None
            : new LatencySummary(
                histogram.TotalCount,
                TimeSpan.FromTicks((long)histogram.GetMean()),
                TimeSpan.FromTicks(histogram.GetValueAtPercentile(50)),
                TimeSpan.FromTicks(histogram.GetValueAtPercentile(99)),
                TimeSpan.FromTicks(histogram.GetMaxValue()));
    }

    private static HistogramBase Decode(byte[] encoded) => encoded.Length <= LongestHistogram
        ? HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(encoded), 0)
        : throw new InvalidDataException($"A histogram of {encoded.Length} bytes; expected {LongestHistogram} at most.");

    /// <summary>A histogram as it is sent and stored; empty if nothing was recorded.</summary>
    internal static byte[] Encode(HistogramBase histogram)
    {
        if (histogram.TotalCount == 0)
            return [];
        var buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        var length = histogram.EncodeIntoCompressedByteBuffer(buffer);
        return ToArray(buffer, length);
    }

    private static byte[] ToArray(ByteBuffer buffer, int length)
    {
        var bytes = new byte[length];
        buffer.Position = 0;
        for (var i = 0; i < length; i++)
            bytes[i] = buffer.Get();
        return bytes;
    }
}
