using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>User code that holds its thread, and everybody else. Slices take no time on the fake clock, so only held threads count.</summary>
public sealed class BlockedExecutorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ManualResetEventSlim _gate = new();
    private readonly EngineClock _clock;
    private readonly WorkerThreads _threads;

    public BlockedExecutorTests()
    {
        _clock = new EngineClock(_time);
        _threads = new WorkerThreads(_clock, 1);
    }

    public void Dispose()
    {
        _gate.Set();
        _threads.Dispose();
    }

    [Fact]
    public async Task When_the_only_thread_is_held_Then_another_executor_runs_all_the_same()
    {
        await Hold();
        var ran = Patience.NewEvent();

        Add(_ =>
        {
            ran.TrySetResult();
            return false;
        }).Wake();

        await ran.Task.Within("another executor runs");
        Assert.False(_gate.IsSet);
    }

    [Fact]
    public async Task When_an_executor_has_held_a_thread_Then_its_next_slices_run_on_a_lent_one()
    {
        var slow = await Hold();
        await WaitUntilReplaced();
        _gate.Set();

        Assert.Equal("topology-lent", await ThreadOf(slow));
    }

    [Fact]
    public async Task When_its_slices_are_short_again_Then_it_returns_to_the_common_threads()
    {
        var slow = await Hold();
        await WaitUntilReplaced();
        _gate.Set();

        var slices = 1;
        while (await ThreadOf(slow) != "topology-core")
            Assert.True(++slices < 1000, "expected the executor to return to the common threads");

        Assert.True(slices > 1, "expected a slice on a lent thread first");
    }

    [Fact]
    public async Task When_eight_slices_wait_for_each_other_on_one_thread_Then_all_get_a_thread()
    {
        var together = new CountdownEvent(8);
        var done = Patience.NewEvent();
        for (var i = 0; i < 8; i++)
        {
            Add(_ =>
            {
                if (together.Signal())
                    done.SetResult();
                together.Wait(Patience.Limit);
                return false;
            }).Wake();
        }

        await done.Task.Within("eight slices run at the same time");
    }

    [Fact]
    public async Task When_an_executor_is_held_while_woken_Then_its_next_slice_is_not_lost()
    {
        var second = Patience.NewEvent();
        var slow = await Hold(second.SetResult);
        await WaitUntilReplaced();
        slow.Wake();
        _gate.Set();

        await second.Task.Within("the slice after the one that held its thread");
    }

    [Fact]
    public async Task When_fake_time_moves_on_Then_wake_ups_come_at_their_time_and_not_before()
    {
        var asked = Patience.NewEvent();
        var again = Patience.NewEvent<long>();
        var executor = Add(executor =>
        {
            if (executor.Slices == 1)
                executor.WakeMeAt(TimeSpan.TicksPerHour);
            else
                again.TrySetResult(executor.TimeOfSlice);
            return false;
        });
        executor.Wake();
        Add(_ => asked.TrySetResult() && false).Wake(); // on the same thread, so after the first slice
        await asked.Task.Within("the first slice has asked");

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(again.Task.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));

        await again.Task.Within("the wake-up after an hour");
        Assert.Equal(TimeSpan.TicksPerHour, await again.Task);
    }

    /// <summary>An executor whose first slice waits for the gate.</summary>
    private async Task<SliceExecutor> Hold(Action? onSecond = null)
    {
        var begun = Patience.NewEvent();
        var slow = Add(executor =>
        {
            if (executor.Slices == 1)
            {
                begun.SetResult();
                _gate.WaitOrThrow("the test opens the gate");
            }
            else if (executor.Slices == 2)
            {
                onSecond?.Invoke();
            }
            return false;
        });
        slow.Wake();
        await begun.Task.Within("the slice that holds its thread begins");
        return slow;
    }

    /// <summary>Another executor can only run when the thread was found held and another put in its place.</summary>
    private async Task WaitUntilReplaced()
    {
        var ran = Patience.NewEvent();
        Add(_ => ran.TrySetResult() && false).Wake();
        await ran.Task.Within("another thread takes the place of the held one");
    }

    private static async Task<string?> ThreadOf(SliceExecutor executor)
    {
        var name = Patience.NewEvent<string?>();
        executor.Post(() => name.SetResult(Thread.CurrentThread.Name));
        await name.Task.Within("the slice runs");
        return await name.Task;
    }

    private SliceExecutor Add(Func<SliceExecutor, bool> body)
    {
        var executor = new SliceExecutor(TestEnvironment.Create(_threads, _clock)) { Body = body };
        _threads.Add(executor);
        return executor;
    }
}
