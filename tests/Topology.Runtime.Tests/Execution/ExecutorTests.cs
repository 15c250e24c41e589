using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Slices: when there is one, and what happens around it.</summary>
public class ExecutorTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ManualScheduler _scheduler = new();
    private readonly SliceExecutor _executor;

    public ExecutorTests() => _executor = new SliceExecutor(TestEnvironment.Create(_scheduler, new EngineClock(_time))) { HandlesErrors = true };

    [Fact]
    public void When_it_is_woken_several_times_before_its_slice_Then_there_is_one_slice()
    {
        _executor.Wake();
        _executor.Wake();
        _executor.Wake();
        Assert.Equal(1, _scheduler.Waiting);
        _scheduler.RunAll();

        Assert.Equal(1, _executor.Slices);
    }

    [Fact]
    public void When_it_is_woken_in_its_slice_Then_another_one_follows()
    {
        _executor.Body = executor =>
        {
            if (executor.Slices <= 3)
                executor.Wake();
            return false;
        };
        _executor.Wake();
        _scheduler.RunAll();

        Assert.Equal(4, _executor.Slices);
    }

    [Fact]
    public void When_a_slice_says_that_there_is_more_Then_another_one_follows_until_it_does_not()
    {
        _executor.Body = executor => executor.Slices < 5;
        _executor.Wake();
        _scheduler.RunAll();

        Assert.Equal(5, _executor.Slices);
    }

    [Fact]
    public void When_actions_are_posted_Then_they_run_in_order_before_the_slice_and_inside_of_the_executor()
    {
        var order = new List<string>();
        _executor.Body = _ =>
        {
            order.Add("slice");
            return false;
        };
        _executor.Post(() => order.Add($"first, inside: {_executor.IsInside}"));
        _executor.Post(() => order.Add("second"));
        _scheduler.RunAll();

        Assert.Equal(["first, inside: True", "second", "slice"], order);
        Assert.False(_executor.IsInside);
    }

    [Fact]
    public void When_a_posted_action_posts_another_Then_that_runs_too()
    {
        var order = new List<int>();
        _executor.Post(() =>
        {
            order.Add(1);
            _executor.Post(() => order.Add(2));
        });
        _scheduler.RunAll();

        Assert.Equal([1, 2], order);
    }

    [Fact]
    public void When_a_slice_throws_Then_the_executor_is_idle_and_can_be_woken_again()
    {
        _executor.Body = executor => executor.Slices == 1 ? throw new InvalidDataException() : false;
        _executor.Wake();
        _scheduler.RunAll();
        Assert.IsType<InvalidDataException>(Assert.Single(_executor.Errors));
        Assert.False(_executor.IsInside);

        _executor.Wake();
        _scheduler.RunAll();
        Assert.Equal(2, _executor.Slices);
    }

    [Fact]
    public void When_a_posted_action_throws_Then_those_behind_it_run_in_the_next_slice()
    {
        var ran = false;
        _executor.Post(() => throw new InvalidDataException());
        _executor.Post(() => ran = true);
        _scheduler.RunAll();
        _executor.Wake();
        _scheduler.RunAll();

        Assert.True(ran);
        Assert.Single(_executor.Errors);
    }

    [Fact]
    public void When_nobody_handles_an_error_Then_it_goes_through_to_the_thread()
    {
        var executor = new SliceExecutor(TestEnvironment.Create(_scheduler, new EngineClock(_time))) { Body = _ => throw new InvalidDataException() };
        executor.Wake();

        Assert.Throws<InvalidDataException>(() => _scheduler.RunOne());
        Assert.False(executor.IsInside);
    }

    [Fact]
    public void When_it_asks_for_a_wake_up_Then_the_scheduler_is_told_unless_there_is_more_to_do()
    {
        _executor.Body = executor =>
        {
            executor.WakeMeAt(1000 * executor.Slices);
            return executor.Slices == 1;
        };
        _executor.Wake();
        _scheduler.RunOne();
        Assert.Equal(long.MaxValue, _scheduler.WakeOf(_executor));

        _scheduler.RunOne();
        Assert.Equal(2000, _scheduler.WakeOf(_executor));
    }

    [Fact]
    public void When_slices_take_time_Then_it_adds_up()
    {
        _executor.Body = executor =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(3));
            return executor.Slices < 4;
        };
        _executor.Wake();
        _scheduler.RunAll();

        Assert.Equal(12 * TimeSpan.TicksPerMillisecond, _executor.BusyTicks);
    }

    [Fact]
    public void When_one_executor_runs_inside_the_slice_of_another_Then_each_knows_when_it_is_its_own()
    {
        var inner = new SliceExecutor(TestEnvironment.Create(_scheduler, new EngineClock(_time)));
        var seen = new List<(bool Outer, bool Inner)>();
        inner.Body = _ => Note();
        _executor.Body = _ =>
        {
            Note();
            inner.Run();
            return Note();
        };
        _executor.Wake();
        _scheduler.RunAll();

        Assert.Equal([(true, false), (false, true), (true, false)], seen);

        bool Note()
        {
            seen.Add((_executor.IsInside, inner.IsInside));
            return false;
        }
    }
}
