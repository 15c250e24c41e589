using Microsoft.Extensions.Time.Testing;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

public class HeldThreadsTests
{
    [Fact]
    public async Task When_one_slow_executor_always_has_more_to_do_Then_it_has_one_thread()
    {
        var environment = TestEnvironment.Create(new ManualScheduler(), new EngineClock(new FakeTimeProvider()));
        var done = Patience.NewEvent();
        LentThreads? lent = null;
        var (slices, most) = (0, 0);
        lent = new LentThreads(executor =>
        {
            most = Math.Max(most, lent!.Count);
            if (++slices < 200)
                lent.Requeue(executor);
            else
                done.SetResult();
        });
        lent.Ready(new SliceExecutor(environment));
        await done.Task.Within("two hundred slices");
        lent.Stop();
        lent.Join(Patience.Limit);

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task When_a_thread_is_held_Then_it_still_counts_and_a_disposal_waits_for_it()
    {
        var clock = new EngineClock(new FakeTimeProvider());
        var threads = new WorkerThreads(clock, 1);
        var environment = TestEnvironment.Create(threads, clock);
        var gate = new ManualResetEventSlim();
        var (begun, replaced) = (Patience.NewEvent(), Patience.NewEvent());
        var slow = new SliceExecutor(environment)
        {
            Body = _ =>
            {
                begun.SetResult();
                gate.WaitOrThrow("the test opens the gate");
                return false;
            },
        };
        threads.Add(slow);
        slow.Wake();
        await begun.Task.Within("the slice begins");
        var other = new SliceExecutor(environment) { Body = _ => replaced.TrySetResult() && false };
        threads.Add(other);
        other.Wake();
        await replaced.Task.Within("another thread takes its place");

        Assert.Equal(3, threads.LiveThreads); // the held one, the one in its place, the monitor
        gate.Set();
        threads.Dispose();

        Assert.Equal(0, threads.LiveThreads);
    }
}
