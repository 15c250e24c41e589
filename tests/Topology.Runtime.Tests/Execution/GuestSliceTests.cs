using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>A thread that brings work to an executor does it itself, if nobody is the worse for it.</summary>
public sealed class GuestSliceTests : IDisposable
{
    private readonly EngineClock _clock = new(TimeProvider.System);
    private readonly WorkerThreads _threads;
    private readonly TaskCompletionSource _takenOver = Patience.NewEvent();

    public GuestSliceTests() => _threads = new WorkerThreads(_clock, 1);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task When_a_common_thread_sleeps_Then_the_guest_runs_the_slice_before_the_call_returns()
    {
        var isHere = await OnGuestAsync(guest =>
        {
            var ranHere = false;
            var executor = Add(_ => (ranHere = Thread.CurrentThread.Name == "guest") && false);
            Until(() => !executor.WakeHere(guest) || ranHere); // at first the common thread may not have gone to sleep
            return ranHere;
        });

        Assert.True(isHere);
    }

    [Fact]
    public async Task When_the_slice_leaves_more_to_do_Then_a_common_thread_goes_on()
    {
        var after = Patience.NewEvent<string?>();
        await OnGuestAsync(guest =>
        {
            var ranHere = false;
            var executor = Add(_ =>
            {
                if (ranHere)
                    after.TrySetResult(Thread.CurrentThread.Name);
                return !ranHere && (ranHere = Thread.CurrentThread.Name == "guest");
            });
            Until(() => !executor.WakeHere(guest) || ranHere);
            return ranHere;
        });

        Assert.Equal("topology-core", await after.Task.Within("the rest is done"));
    }

    [Fact]
    public async Task When_every_common_thread_is_at_work_Then_the_guest_leaves_it_to_them()
    {
        var gate = new ManualResetEventSlim();
        var begun = Patience.NewEvent();
        var other = Add(_ =>
        {
            begun.TrySetResult();
            return !gate.IsSet; // short slices, one after the other
        });
        other.Wake();
        await begun.Task.Within("the common thread is at work");
        var where = Patience.NewEvent<string?>();

        await OnGuestAsync(guest => Add(_ => where.TrySetResult(Thread.CurrentThread.Name) && false).WakeHere(guest));

        Assert.Equal("topology-core", await where.Task.Within("the slice runs"));
        gate.Set();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_its_slices_are_long_or_its_thread_is_its_own_Then_the_guest_does_not_run_it(bool isSlow)
    {
        var where = Patience.NewEvent<string?>();
        var executor = new SliceExecutor(TestEnvironment.Create(_threads, _clock), ownThread: !isSlow) { Body = _ => where.TrySetResult(Thread.CurrentThread.Name) && false };
        _threads.Add(executor);
        if (isSlow)
            ((Seat)executor.SchedulerNotes!).MarkSlow(); // set by Add

        await OnGuestAsync(executor.WakeHere);

        Assert.NotEqual("guest", await where.Task.Within("the slice runs"));
    }

    [Fact]
    public async Task When_user_code_holds_the_guest_Then_others_take_over_and_the_executor_does_not_get_it_again()
    {
        var gate = new ManualResetEventSlim();
        var isHolding = false;
        var again = Patience.NewEvent<string?>();
        var executor = Add(_ =>
        {
            if (isHolding)
                return again.TrySetResult(Thread.CurrentThread.Name) && false;
            if (Thread.CurrentThread.Name != "guest")
                return false;
            isHolding = true;
            gate.WaitOrThrow("the test opens the gate");
            return false;
        });
        var isStillReader = OnGuestAsync(guest =>
        {
            var result = true;
            Until(() => !(result = executor.WakeHere(guest)) || isHolding);
            return result;
        });
        await _takenOver.Task.Within("others take over");
        Assert.False(isStillReader.IsCompleted);

        gate.Set();

        Assert.False(await isStillReader.Within("the held call returns"));
        await OnGuestAsync(executor.WakeHere);
        Assert.NotEqual("guest", await again.Task.Within("the executor runs again"));
    }

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience.Limit));

    private SliceExecutor Add(Func<SliceExecutor, bool> body)
    {
        var executor = new SliceExecutor(TestEnvironment.Create(_threads, _clock)) { Body = body };
        _threads.Add(executor);
        return executor;
    }

    /// <summary>Runs the test's part on a thread of the name "guest".</summary>
    private Task<T> OnGuestAsync<T>(Func<GuestThread, T> work)
    {
        var result = Patience.NewEvent<T>();
        new Thread(() =>
        {
            try
            {
                result.SetResult(work(new GuestThread(takeOver: () => _takenOver.TrySetResult())));
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        { IsBackground = true, Name = "guest" }.Start();
        return result.Task;
    }
}
