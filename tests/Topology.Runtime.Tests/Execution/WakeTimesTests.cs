using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Wake-ups asked for by executors, in fake time and as parked threads see them.</summary>
public sealed class WakeTimesTests : IDisposable
{
    private const long Second = TimeSpan.TicksPerSecond;

    private readonly FakeTimeProvider _time = new();
    private readonly ManualScheduler _scheduler = new();
    private readonly EngineClock _clock;
    private readonly WakeTimes _wakeTimes;
    private int _earlier;

    public WakeTimesTests()
    {
        _clock = new EngineClock(_time);
        _wakeTimes = new WakeTimes(_clock, () => _earlier++);
    }

    public void Dispose() => _wakeTimes.Dispose();

    [Fact]
    public void When_its_time_comes_Then_an_executor_is_woken_once_and_not_before()
    {
        var (executor, seat) = Add();
        _wakeTimes.Set(seat, 10 * Second);

        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(_scheduler.IsReady(executor));
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(_scheduler.IsReady(executor));

        _scheduler.RunAll();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_scheduler.IsReady(executor));
    }

    [Fact]
    public void When_several_wait_Then_each_is_woken_at_its_own_time()
    {
        (SliceExecutor Executor, Seat Seat)[] all = [Add(), Add(), Add()];
        _wakeTimes.Set(all[0].Seat, 30 * Second);
        _wakeTimes.Set(all[1].Seat, 10 * Second);
        _wakeTimes.Set(all[2].Seat, 20 * Second);

        Assert.Equal([1], WokenAfter(10));
        Assert.Equal([2], WokenAfter(10));
        Assert.Equal([0], WokenAfter(10));

        IEnumerable<int> WokenAfter(int seconds)
        {
            _scheduler.RunAll();
            _time.Advance(TimeSpan.FromSeconds(seconds));
            return [.. Enumerable.Range(0, 3).Where(i => _scheduler.IsReady(all[i].Executor))];
        }
    }

    [Fact]
    public void When_one_asks_again_for_a_later_time_Then_it_is_not_woken_at_the_earlier_one()
    {
        var (executor, seat) = Add();
        _wakeTimes.Set(seat, 10 * Second);
        _wakeTimes.Set(seat, 20 * Second);

        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.False(_scheduler.IsReady(executor));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(_scheduler.IsReady(executor));
    }

    [Fact]
    public void When_one_asks_again_for_an_earlier_time_Then_it_is_woken_then()
    {
        var (executor, seat) = Add();
        _wakeTimes.Set(seat, 20 * Second);
        _wakeTimes.Set(seat, 10 * Second);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.True(_scheduler.IsReady(executor));
    }

    [Fact]
    public void When_the_time_asked_for_has_passed_already_Then_the_executor_is_woken_all_the_same()
    {
        var (executor, seat) = Add();
        _time.Advance(TimeSpan.FromSeconds(10));
        _wakeTimes.Set(seat, 5 * Second);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.True(_scheduler.IsReady(executor));
    }

    [Fact]
    public void When_an_executor_was_removed_Then_it_is_not_woken_and_others_are()
    {
        var (gone, goneSeat) = Add();
        var (there, thereSeat) = Add();
        _wakeTimes.Set(goneSeat, 10 * Second);
        _wakeTimes.Set(thereSeat, 20 * Second);
        _wakeTimes.Remove(gone);

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.False(_scheduler.IsReady(gone));
        Assert.True(_scheduler.IsReady(there));
    }

    [Fact]
    public void When_there_are_no_executors_Then_it_is_empty()
    {
        Assert.True(_wakeTimes.IsEmpty);
        var (executor, _) = Add();
        Assert.False(_wakeTimes.IsEmpty);
        _wakeTimes.Remove(executor);
        Assert.True(_wakeTimes.IsEmpty);
    }

    [Fact]
    public void When_a_wake_up_comes_before_all_others_Then_the_keeper_of_the_time_learns_of_it()
    {
        var (_, one) = Add();
        var (_, other) = Add();
        _wakeTimes.Set(one, 10 * Second);
        Assert.Equal(1, _earlier);

        _wakeTimes.Set(other, 20 * Second);
        Assert.Equal(1, _earlier);
        _wakeTimes.Set(other, 5 * Second);
        Assert.Equal(2, _earlier);
    }

    [Fact]
    public void When_a_timer_sees_to_it_Then_parked_threads_have_no_time_to_wake_up_at()
    {
        _wakeTimes.Set(Add().Seat, 10 * Second);

        Assert.Equal(long.MaxValue, _wakeTimes.NextAt);
    }

    [Fact]
    public void When_the_system_clock_is_used_Then_parked_threads_learn_the_earliest_time_and_fire_what_is_due()
    {
        var clock = new EngineClock(TimeProvider.System);
        using var wakeTimes = new WakeTimes(clock, () => { });
        var (soon, soonSeat) = Add(wakeTimes);
        var (late, lateSeat) = Add(wakeTimes);
        Assert.Equal(long.MaxValue, wakeTimes.NextAt);

        wakeTimes.Set(lateSeat, long.MaxValue - 1);
        wakeTimes.Set(soonSeat, clock.Now);
        wakeTimes.FireDueSoon();

        Assert.True(_scheduler.IsReady(soon));
        Assert.False(_scheduler.IsReady(late));
        Assert.Equal(long.MaxValue - 1, wakeTimes.NextAt);
    }

    private (SliceExecutor Executor, Seat Seat) Add(WakeTimes? wakeTimes = null)
    {
        var executor = new SliceExecutor(TestEnvironment.Create(_scheduler, _clock));
        var seat = new Seat();
        (wakeTimes ?? _wakeTimes).Add(executor, seat);
        return (executor, seat);
    }
}
