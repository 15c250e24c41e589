using CsCheck;
using Topology.LoadTest.Engine;
using Topology.LoadTest.Scenarios;

namespace Topology.LoadTest.Tests.Engine;

public class ArrivalScheduleTests
{
    private static readonly Gen<LoadPhase> Phases =
        from fromRate in Gen.Double[0, 5000]
        from toRate in Gen.Double[0, 5000]
        from milliseconds in Gen.Int[1, 3000]
        select new LoadPhase(fromRate, toRate, TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public void When_the_rate_is_constant_Then_starts_are_evenly_spaced()
    {
        var schedule = Schedule(LoadShape.Constant(200, TimeSpan.FromSeconds(3)));

        Assert.Equal(600, schedule.Count);
        for (var i = 0; i < schedule.Count; i++)
            Assert.Equal(5.0 * i, schedule.StartOf(i).TotalMilliseconds, 3);
    }

    [Fact]
    public void When_the_rate_ramps_Then_starts_come_closer_until_the_rate_is_reached()
    {
        var schedule = Schedule(LoadShape.Ramp(1000, TimeSpan.FromSeconds(20)));

        Assert.Equal(5000 + 10_000, schedule.Count);
        Assert.Equal(50, schedule.RequestsBefore(TimeSpan.FromSeconds(1)), 6);
        Assert.Equal(1250, schedule.RequestsBefore(TimeSpan.FromSeconds(5)), 6);
        Assert.Equal(5.0, schedule.StartOf(1250).TotalSeconds, 6);
        Assert.Equal(10.0, schedule.StartOf(5000).TotalSeconds, 6);
        Assert.Equal(10.001, schedule.StartOf(5001).TotalSeconds, 6);
    }

    [Fact]
    public void When_a_ramp_goes_down_Then_its_last_request_starts_within_it()
    {
        var schedule = new ArrivalSchedule([new LoadPhase(100, 0, TimeSpan.FromSeconds(2))]);

        Assert.Equal(100, schedule.Count);
        Assert.Equal(0.5858, schedule.StartOf(50).TotalSeconds, 4); // 2 - √2
        Assert.InRange(schedule.StartOf(99).TotalSeconds, 1.79, 2);
    }

    [Fact]
    public void When_phases_follow_each_other_Then_starts_are_in_order_and_agree_with_the_count() =>
        Phases.Array[1, 4].Where(phases => phases.Sum(phase => phase.Requests) > 1).Sample(
            phases =>
            {
                var schedule = new ArrivalSchedule(phases);
                var duration = TimeSpan.FromTicks(phases.Sum(phase => phase.Duration.Ticks));
                var last = TimeSpan.Zero;
                for (var i = 0L; i < schedule.Count; i++)
                {
                    var start = schedule.StartOf(i);
                    Assert.InRange(start, last, duration + TimeSpan.FromTicks(1));
                    Assert.InRange(schedule.RequestsBefore(start), i - 0.01, i + 0.01);
                    last = start;
                }
            },
            iter: 50);

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(1, double.NaN, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(0, 0, 1)]
    public void When_a_phase_makes_no_sense_Then_it_is_refused(double fromRate, double toRate, double seconds) =>
        Assert.Throws<ArgumentException>(() => new ArrivalSchedule([new LoadPhase(fromRate, toRate, TimeSpan.FromSeconds(seconds))]));

    private static ArrivalSchedule Schedule(LoadShape shape) => new(shape.Phases);
}
