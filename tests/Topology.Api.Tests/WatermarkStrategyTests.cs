namespace Topology.Api.Tests;

public class WatermarkStrategyTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void When_nothing_was_emitted_Then_there_is_no_watermark()
    {
        Assert.Null(WatermarkStrategy.Monotonic().CreateGenerator().Current);
        Assert.Null(WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.MaxValue).CreateGenerator().Current);
    }

    [Fact]
    public void When_time_is_monotonic_Then_the_watermark_is_just_below_the_latest_as_more_of_it_may_come() =>
        Assert.Equal(Noon.AddTicks(-1), After(WatermarkStrategy.Monotonic(), 0));

    [Fact]
    public void When_time_is_out_of_order_Then_the_watermark_stays_behind_the_latest() =>
        Assert.Equal(Noon.AddSeconds(5).AddTicks(-1), After(WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)), 7, 10, 3));

    [Fact]
    public void When_the_bound_reaches_below_the_first_date_Then_there_is_no_watermark() =>
        Assert.Null(After(WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromTicks(Noon.Ticks)), 0));

    [Fact]
    public void When_a_tuple_is_a_punctuation_Then_its_watermark_holds_until_the_next()
    {
        var strategy = WatermarkStrategy.Punctuated((_, time) => time.Second % 10 == 0 ? time : null);

        Assert.Equal(Noon.AddSeconds(10), After(strategy, 9, 10, 11, 19));
        Assert.Null(After(strategy, 1, 2));
    }

    [Fact]
    public void When_an_idle_timeout_is_given_Then_the_other_strategy_stays_without()
    {
        var waiting = WatermarkStrategy.Monotonic();

        var strategy = waiting.WithIdleTimeout(TimeSpan.FromSeconds(1));

        Assert.Equal((null, TimeSpan.FromSeconds(1)), (waiting.IdleTimeout, strategy.IdleTimeout));
        Assert.NotEqual(waiting.ToString(), strategy.ToString());
    }

    [Fact]
    public void When_a_factory_returns_null_Then_the_error_says_what_to_do() => Assert.Equal(
        "The factory given to WatermarkStrategy.Custom returned null; it is to return a new generator each time.",
        Assert.Throws<InvalidOperationException>(() => WatermarkStrategy.Custom(() => null!).CreateGenerator()).Message);

    [Fact]
    public void When_a_bound_or_timeout_makes_no_sense_Then_it_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => WatermarkStrategy.Monotonic().WithIdleTimeout(TimeSpan.Zero));
    }

    private static DateTime? After(WatermarkStrategy strategy, params int[] seconds)
    {
        var generator = strategy.CreateGenerator();
        foreach (var second in seconds)
            generator.OnEvent([second], Noon.AddSeconds(second));
        return generator.Current;
    }
}
