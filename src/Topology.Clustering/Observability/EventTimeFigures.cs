using Topology.Runtime.Execution;

namespace Topology.Clustering.Observability;

/// <summary>Event time of a component's executors, put together. Pure.</summary>
internal static class EventTimeFigures
{
    /// <summary>What executors of one component say.</summary>
    /// <param name="executors">Those that run.</param>
    /// <param name="totals">What all have counted.</param>
    /// <param name="now">By the clock.</param>
    public static EventTimeMetrics Of(IReadOnlyCollection<ComponentExecutor> executors, ComponentTotals totals, DateTimeOffset now) => At(now, new EventTimeMetrics
    {
        Watermark = executors.Count == 0 ? null : DateOf(executors.Min(executor => executor.Watermark)),
        Spread = TimeSpan.FromTicks(executors.OfType<BoltExecutor>().Select(bolt => bolt.WatermarkSpread).DefaultIfEmpty().Max()),
        Late = totals.Late,
        Untimed = totals.Untimed,
    });

    /// <summary>Those of several workers.</summary>
    /// <param name="some">Null: nothing is said of event time.</param>
    /// <param name="more">Likewise.</param>
    public static EventTimeMetrics? Plus(EventTimeMetrics? some, EventTimeMetrics? more) => some is null ? more : more is null ? some : new EventTimeMetrics
    {
        Watermark = some.Watermark < more.Watermark ? some.Watermark : some.Watermark is null ? null : more.Watermark, // where one knows nothing yet, nothing is known of all
        Lag = some.Lag is null || more.Lag > some.Lag ? more.Lag : some.Lag,
        Spread = some.Spread > more.Spread ? some.Spread : more.Spread,
        Late = some.Late + more.Late,
        Untimed = some.Untimed + more.Untimed,
    };

    /// <summary>Those of a worker that is gone: what it counted.</summary>
    public static EventTimeMetrics? Retire(EventTimeMetrics? figures) => figures is null ? null : figures with
    {
        Watermark = DateTimeOffset.MaxValue, // of no executor: it holds up nobody
        Lag = null,
        Spread = TimeSpan.Zero,
    };

    private static EventTimeMetrics At(DateTimeOffset now, EventTimeMetrics figures) => figures with
    {
        Lag = figures.Watermark is { } watermark && watermark < DateTimeOffset.MaxValue ? now - watermark : null,
    };

    private static DateTimeOffset? DateOf(long watermark) =>
        watermark <= 0 ? null : new DateTimeOffset(Math.Min(watermark, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
}
