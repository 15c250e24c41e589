using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Ticks: when they are due, and what a bolt gets.</summary>
public sealed class TickTests : IDisposable
{
    private const long Second = TimeSpan.TicksPerSecond;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Chain _chain = new() { Shape = bolt => bolt.SetTickInterval(Interval) };

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void When_no_interval_is_set_Then_no_tick_is_ever_due()
    {
        var timer = new TickTimer(null);
        timer.Start(5);

        Assert.Equal(long.MaxValue, timer.NextAt);
        Assert.False(timer.IsDue(long.MaxValue - 1));
    }

    [Fact]
    public void When_started_Then_the_first_tick_is_due_after_one_interval()
    {
        var timer = new TickTimer(Interval);
        Assert.False(timer.IsDue(1000 * Second));
        timer.Start(5 * Second);

        Assert.False(timer.IsDue(35 * Second - 1));
        Assert.True(timer.IsDue(35 * Second));
    }

    [Theory]
    [InlineData(30, 60)]
    [InlineData(31, 60)]
    [InlineData(59, 60)]
    [InlineData(60, 90)]
    [InlineData(200, 210)]
    public void When_a_tick_is_made_late_Then_the_next_one_keeps_the_rate_and_none_is_made_up_for(int madeAt, int next)
    {
        var timer = new TickTimer(Interval);
        timer.Start(0);
        timer.Advance(madeAt * Second);

        Assert.Equal(next * Second, timer.NextAt);
        Assert.False(timer.IsDue(madeAt * Second));
    }

    [Fact]
    public void When_a_tick_arrives_Then_it_comes_from_the_system_and_carries_the_interval()
    {
        var tick = new TickTimer(Interval).CreateTuple(7);

        Assert.True(tick.IsTick);
        Assert.Equal((StreamIds.SystemComponent, StreamIds.Tick, 30.0), (tick.SourceComponent, tick.SourceStream, tick.GetDouble("rate_secs")));
        Assert.Equal(7, tick.Batch.TaskOf(tick.Index));
    }

    [Fact]
    public void When_time_advances_by_the_interval_three_times_Then_one_tick_comes_each_time_and_nothing_else()
    {
        _chain.Start();
        for (var i = 1; i <= 3; i++)
        {
            _chain.Topology.Advance(Interval);

            Assert.Equal(i, _chain.Bolt.Received.Count);
        }

        Assert.All(_chain.Bolt.Received, entry => Assert.True(entry.Tuple.IsTick));
    }

    [Fact]
    public void When_the_process_stood_still_for_five_intervals_Then_there_is_one_tick_and_no_burst()
    {
        _chain.Start();
        _chain.Topology.Pass(Interval * 5);
        _chain.Topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(_chain.Bolt.Received);
        _chain.Topology.Advance(Interval);
        Assert.Equal(2, _chain.Bolt.Received.Count);
    }

    [Fact]
    public void When_an_executor_has_several_tasks_Then_each_gets_every_tick()
    {
        _chain.Shape = bolt => bolt.SetTickInterval(Interval).SetNumTasks(3);
        _chain.Start();
        _chain.Topology.Advance(Interval * 2);

        Assert.Equal([1, 2, 3, 1, 2, 3], _chain.Bolt.Received.Select(entry => entry.Task));
    }

    [Fact]
    public void When_a_tick_is_due_while_tuples_of_a_batch_wait_Then_it_does_not_wait_for_their_end()
    {
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Ack(tuple);
            _chain.Topology.Pass(TimeSpan.FromSeconds(20));
        };
        _chain.Config = new TopologyConfig { MessageTimeout = TimeSpan.FromHours(1) };
        _chain.Spout.Track([.. Enumerable.Range(0, 10)]);
        _chain.Start();

        Assert.InRange(_chain.Bolt.Received.FindIndex(entry => entry.Tuple.IsTick), 2, 3);
        Assert.Equal(10, _chain.Spout.Answers.Count());
    }
}
