using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Threads for executors that hold theirs for long.</summary>
public class LentThreadsTests
{
    private readonly EngineEnvironment _environment = TestEnvironment.Create(new ManualScheduler(), new EngineClock(new FakeTimeProvider()));

    [Fact]
    public async Task When_an_executor_is_ready_Then_its_slice_runs_on_a_lent_thread()
    {
        var name = Patience.NewEvent<(string?, Executor)>();
        var lent = new LentThreads(executor => name.SetResult((Thread.CurrentThread.Name, executor)));
        var expected = Executor();
        Assert.Equal(0, lent.Count);

        lent.Ready(expected);

        await name.Task.Within("the slice runs");
        Assert.Equal(("topology-lent", expected), await name.Task);
        Stop(lent);
    }

    [Fact]
    public async Task When_slices_wait_for_each_other_Then_each_executor_has_a_thread()
    {
        var together = new CountdownEvent(8);
        var done = Patience.NewEvent();
        var lent = new LentThreads(_ =>
        {
            together.Signal();
            Assert.True(together.Wait(Patience.Limit), "expected eight slices at the same time");
            done.TrySetResult();
        });
        for (var i = 0; i < 8; i++)
            lent.Ready(Executor());

        await done.Task.Within("eight slices run at the same time");
        Stop(lent);
    }

    [Fact]
    public async Task When_many_are_made_ready_by_many_threads_Then_every_one_is_run()
    {
        const int All = 4 * 5000;
        var left = All;
        var done = Patience.NewEvent();
        var lent = new LentThreads(_ =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                done.SetResult();
        });
        var executor = Executor();
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < All / 4; i++)
                lent.Ready(executor);
        });

        await done.Task.Within($"every slice runs, {left} left");
        Stop(lent);
    }

    [Fact]
    public async Task When_stopped_Then_all_threads_end_and_none_is_started_any_more()
    {
        var gate = Patience.NewEvent();
        var slices = 0;
        var lent = new LentThreads(_ =>
        {
            if (Interlocked.Increment(ref slices) == 3)
                gate.SetResult();
        });
        for (var i = 0; i < 3; i++)
            lent.Ready(Executor());
        await gate.Task.Within("three slices run");
        Stop(lent);

        lent.Ready(Executor());

        Assert.Equal(0, lent.Count);
        Assert.Equal(3, slices);
    }

    private static void Stop(LentThreads lent)
    {
        lent.Stop();
        Assert.True(lent.Join(Patience.Limit), "expected all lent threads to end");
        Assert.Equal(0, lent.Count);
    }

    private SliceExecutor Executor() => new(_environment);
}
