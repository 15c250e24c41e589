using System.Collections.Concurrent;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Executors on real threads: all are served, one slice at a time, and the threads end.</summary>
public sealed class WorkerThreadsTests : IDisposable
{
    private readonly EngineClock _clock = new(TimeProvider.System);
    private readonly WorkerThreads _threads;

    public WorkerThreadsTests() => _threads = new WorkerThreads(_clock, 2);

    public void Dispose() => _threads.Dispose();

    [Fact]
    public async Task When_a_message_goes_round_through_two_hundred_executors_Then_it_arrives()
    {
        var arrived = Patience.NewEvent();
        var ring = Enumerable.Range(0, 200).Select(_ => Add()).ToArray();
        for (var i = 0; i < ring.Length; i++)
        {
            var next = ring[(i + 1) % ring.Length];
            ring[i].Body = executor =>
            {
                if (executor.Slices == 100)
                    arrived.TrySetResult();
                else
                    next.Wake();
                return false;
            };
        }

        ring[0].Wake();

        await arrived.Task.Within("the message goes round a hundred times");
    }

    [Fact]
    public async Task When_many_executors_always_have_more_to_do_Then_every_one_gets_on()
    {
        var done = new CountdownEvent(50);
        var all = Patience.NewEvent();
        for (var i = 0; i < 50; i++)
        {
            Add(body: executor =>
            {
                if (executor.Slices != 200)
                    return executor.Slices < 200;
                if (done.Signal())
                    all.SetResult();
                return false;
            }).Wake();
        }

        await all.Task.Within("fifty executors run two hundred slices each");
    }

    [Fact]
    public async Task When_many_threads_wake_an_executor_Then_its_slices_never_overlap_and_none_is_lost()
    {
        const int All = 4 * 20_000;
        var work = new ConcurrentQueue<int>();
        var (inside, overlaps, taken) = (0, 0, 0);
        var done = Patience.NewEvent();
        var executor = Add(body: _ =>
        {
            if (Interlocked.Increment(ref inside) != 1)
                Interlocked.Increment(ref overlaps);
            while (work.TryDequeue(out var _))
                taken++; // plain: slices follow each other and see each other's writes
            if (taken == All)
                done.TrySetResult();
            Interlocked.Decrement(ref inside);
            return false;
        });

        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < All / 4; i++)
            {
                work.Enqueue(i);
                executor.Wake();
            }
        });

        await done.Task.Within("all work is taken");
        Assert.Equal((All, 0), (taken, overlaps));
    }

    [Fact]
    public async Task When_actions_are_posted_Then_they_run_in_order()
    {
        var order = new List<int>();
        var done = Patience.NewEvent();
        var executor = Add();
        for (var i = 0; i < 10_000; i++)
        {
            var number = i;
            executor.Post(() => order.Add(number));
        }
        executor.Post(done.SetResult);

        await done.Task.Within("the last action runs");
        Assert.Equal(Enumerable.Range(0, 10_000), order);
    }

    [Fact]
    public async Task When_an_executor_wants_a_thread_of_its_own_Then_all_its_slices_run_there_and_no_other()
    {
        var done = Patience.NewEvent();
        var (mine, others) = (new ConcurrentBag<string?>(), new ConcurrentBag<string?>());
        var other = Add(body: _ =>
        {
            others.Add(Thread.CurrentThread.Name);
            return false;
        });
        var own = Add("test/own", ownThread: true, body: executor =>
        {
            mine.Add($"{Thread.CurrentThread.Name} {Environment.CurrentManagedThreadId}");
            other.Wake();
            if (executor.Slices == 100)
                done.SetResult();
            return executor.Slices < 100;
        });

        own.Wake();

        await done.Task.Within("a hundred slices run");
        Assert.StartsWith("test/own ", Assert.Single(mine.Distinct()));
        Assert.DoesNotContain("test/own", others);
    }

    [Fact]
    public async Task When_a_slice_throws_Then_that_executor_and_the_others_go_on()
    {
        var (first, second, other) = (Patience.NewEvent(), Patience.NewEvent(), Patience.NewEvent());
        var executor = Add(body: executor =>
        {
            (executor.Slices == 1 ? first : second).TrySetResult();
            throw new InvalidDataException();
        });
        executor.Wake();
        await first.Task.Within("the first slice throws");
        executor.Wake();
        await second.Task.Within("the second slice throws");

        Add(body: _ =>
        {
            other.TrySetResult();
            return false;
        }).Wake();

        await other.Task.Within("another executor runs");
        Assert.All(executor.Errors, error => Assert.IsType<InvalidDataException>(error));
    }

    [Fact]
    public async Task When_an_executor_asks_for_a_wake_up_Then_it_runs_again_by_itself_and_not_too_early()
    {
        var wait = 20 * TimeSpan.TicksPerMillisecond;
        var times = new List<long>();
        var done = Patience.NewEvent();
        Add(body: executor =>
        {
            times.Add(executor.TimeOfSlice);
            if (times.Count == 5)
                done.SetResult();
            else
                executor.WakeMeAt(executor.TimeOfSlice + wait);
            return false;
        }).Wake();

        await done.Task.Within("the fifth slice runs");
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= wait, $"expected {wait} ticks and more, got {pair.Second - pair.First}"));
    }

    [Fact]
    public async Task When_an_executor_is_removed_Then_its_own_thread_ends()
    {
        var ran = Patience.NewEvent();
        var before = _threads.LiveThreads;
        var own = Add("test/own", ownThread: true, body: _ =>
        {
            ran.TrySetResult();
            return false;
        });
        own.Wake();
        await ran.Task.Within("a slice runs");
        Assert.Equal(before + 1, _threads.LiveThreads);

        _threads.Remove(own);

        Assert.Equal(before, _threads.LiveThreads);
    }

    [Fact]
    public async Task When_disposed_Then_slices_under_way_end_first_and_all_threads_are_gone()
    {
        var begun = Patience.NewEvent();
        var gate = new ManualResetEventSlim();
        var ended = false;
        Add("test/own", ownThread: true).Wake();
        Add("test/busy", ownThread: true, body: _ =>
        {
            begun.SetResult();
            gate.WaitOrThrow("the test disposes");
            Volatile.Write(ref ended, true);
            return false;
        }).Wake();
        await begun.Task.Within("a slice begins");
        Assert.Equal(2 + 2 + 1, _threads.LiveThreads);

        var disposing = Task.Run(_threads.Dispose, TestContext.Current.CancellationToken);
        gate.Set();

        await disposing.Within("the disposal ends");
        Assert.True(Volatile.Read(ref ended));
        Assert.Equal(0, _threads.LiveThreads);
        _threads.Dispose(); // a second time does nothing
    }

    [Fact]
    public void When_there_would_be_no_thread_Then_that_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerThreads(_clock, 0));

    private SliceExecutor Add(string name = "test/x", bool ownThread = false, Func<SliceExecutor, bool>? body = null)
    {
        var added = new SliceExecutor(TestEnvironment.Create(_threads, _clock), name, ownThread) { HandlesErrors = true, Body = body };
        _threads.Add(added);
        return added;
    }
}
