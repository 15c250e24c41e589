using Topology.Clustering.Observability;

namespace Topology.Clustering.Tests.Observability;

public class EventTimeFiguresTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void When_workers_are_put_together_Then_the_slowest_counts_and_counts_add_up()
    {
        var sum = EventTimeFigures.Plus(Of(Noon, lag: 3, spread: 1, late: 2, untimed: 5), Of(Noon.AddSeconds(2), lag: 1, spread: 4, late: 1, untimed: 0));

        Assert.Equal(Of(Noon, lag: 3, spread: 4, late: 3, untimed: 5), sum);
    }

    [Fact]
    public void When_a_worker_knows_nothing_yet_Then_nothing_is_known()
    {
        Assert.Null(EventTimeFigures.Plus(Of(null), Of(Noon))!.Watermark);
        Assert.Null(EventTimeFigures.Plus(Of(Noon), Of(null))!.Watermark);
    }

    [Fact]
    public void When_a_worker_is_gone_Then_it_holds_up_nobody_and_what_it_counted_stays() =>
        Assert.Equal(
            Of(Noon, lag: 3, spread: 1, late: 3, untimed: 5),
            EventTimeFigures.Plus(EventTimeFigures.Retire(Of(Noon.AddHours(-1), lag: 9, spread: 9, late: 2, untimed: 4)), Of(Noon, lag: 3, spread: 1, late: 1, untimed: 1)));

    [Fact]
    public void When_there_is_no_event_time_Then_there_is_none()
    {
        Assert.Null(EventTimeFigures.Plus(null, null));
        Assert.Null(EventTimeFigures.Retire(null));
        Assert.Equal(Of(Noon), EventTimeFigures.Plus(null, Of(Noon)));
    }

    private static EventTimeMetrics Of(DateTimeOffset? watermark, int? lag = null, int spread = 0, long late = 0, long untimed = 0) => new()
    {
        Watermark = watermark,
        Lag = lag is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Spread = TimeSpan.FromSeconds(spread),
        Late = late,
        Untimed = untimed,
    };
}
