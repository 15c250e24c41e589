using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Ticks of 100 ns, whatever the frequency of the clock below.</summary>
public class EngineClockTests
{
    [Fact]
    public void When_it_is_made_Then_it_begins_at_0_and_follows_its_time()
    {
        var time = new FakeTimeProvider();
        time.Advance(TimeSpan.FromDays(1000));
        var clock = new EngineClock(time);
        Assert.Equal(0, clock.Now);

        time.Advance(TimeSpan.FromMilliseconds(1.5));

        Assert.Equal(15_000, clock.Now);
    }

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(1_000_000_000)]
    [InlineData(3_579_545)]
    [InlineData(1_000)]
    public void When_the_clock_below_ticks_at_any_frequency_Then_a_second_is_ten_million(long frequency)
    {
        var time = new Counter { Frequency = frequency, Timestamp = 12_345 };
        var clock = new EngineClock(time);

        time.Timestamp += frequency;

        Assert.Equal(TimeSpan.TicksPerSecond, clock.Now);
    }

    private sealed class Counter : TimeProvider
    {
        public long Frequency { get; init; }

        public long Timestamp { get; set; }

        public override long TimestampFrequency => Frequency;

        public override long GetTimestamp() => Timestamp;
    }
}
