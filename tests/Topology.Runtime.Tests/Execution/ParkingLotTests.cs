using System.Collections.Concurrent;
using Topology.Runtime.Execution;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Where threads without work sleep: no wake gets lost.</summary>
public class ParkingLotTests
{
    private static readonly int LongTime = (int)Patience.Limit.TotalMilliseconds; // only used up by a failing test

    private readonly ParkingLot _lot = new();

    [Fact]
    public void When_nobody_is_asleep_Then_nobody_is_woken()
    {
        Assert.False(_lot.WakeOne());
        _lot.WakeAll();
        Assert.Equal(0, _lot.Count);
    }

    [Fact]
    public void When_there_is_work_already_Then_the_thread_does_not_sleep()
    {
        Assert.True(_lot.Park(() => true, Timeout.Infinite));
        Assert.Equal(0, _lot.Count);
    }

    [Fact]
    public void When_it_looks_for_work_the_last_time_Then_it_counts_as_asleep()
    {
        var seen = 0;
        _lot.Park(() => (seen = _lot.Count) > 0, Timeout.Infinite);

        Assert.Equal(1, seen);
    }

    [Fact]
    public void When_nobody_wakes_it_Then_the_time_out_does()
    {
        Assert.False(_lot.Park(() => false, 1));
        Assert.Equal(0, _lot.Count);
    }

    [Fact]
    public void When_wakes_were_given_to_nobody_Then_a_later_sleeper_does_not_get_them()
    {
        _lot.WakeOne();
        _lot.WakeAll();

        Assert.False(_lot.Park(() => false, 1));
    }

    [Fact]
    public async Task When_one_is_woken_of_three_Then_one_gets_up_and_the_others_with_the_next_wakes()
    {
        var up = new SemaphoreSlim(0);
        var threads = Sleep(3, () =>
        {
            _lot.Park(() => false, LongTime);
            up.Release();
        });
        await threads.Asleep.Within("three threads sleep");

        for (var left = 3; left > 0; left--)
        {
            Assert.True(_lot.WakeOne());
            Assert.True(await up.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken), "the woken thread gets up");
            Assert.Equal(left - 1, _lot.Count);
        }
        await threads.Ended.Within("all threads end");
        Assert.False(_lot.WakeOne());
    }

    [Fact]
    public async Task When_all_are_woken_Then_every_thread_gets_up_by_a_wake()
    {
        var woken = 0;
        var threads = Sleep(4, () =>
        {
            if (_lot.Park(() => false, LongTime))
                Interlocked.Increment(ref woken);
        });
        await threads.Asleep.Within("four threads sleep");

        _lot.WakeAll();

        await threads.Ended.Within("all threads end");
        Assert.Equal(4, woken);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    public async Task When_work_is_brought_while_threads_go_to_sleep_Then_no_wake_is_lost(int bringers, int sleepers)
    {
        const int Each = 20_000;
        var work = new ConcurrentQueue<int>();
        var left = bringers * Each;
        var taking = Run(sleepers, () =>
        {
            while (Volatile.Read(ref left) > 0)
            {
                if (work.TryDequeue(out _))
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        _lot.WakeAll();
                }
                else
                {
                    _lot.Park(() => !work.IsEmpty || Volatile.Read(ref left) <= 0, Timeout.Infinite);
                }
            }
        });
        var bringing = Run(bringers, () =>
        {
            for (var i = 0; i < Each; i++)
            {
                work.Enqueue(i);
                Interlocked.MemoryBarrier(); // as the lot asks for: work first, then the look at who sleeps
                _lot.WakeOne();
            }
        });

        await bringing.Within("all work is brought");
        await taking.Within($"all work is done, {left} left");
        Assert.Equal((0, 0), (left, _lot.Count));
    }

    /// <summary>Threads that run a body which parks.</summary>
    private (Task Asleep, Task Ended) Sleep(int threads, Action body)
    {
        var ended = Run(threads, body);
        return (Task.Run(() => WaitUntilAsleep(threads)), ended);
    }

    /// <summary>A thread is counted before it sleeps, and with the gate taken: whoever wakes it afterwards finds it.</summary>
    private void WaitUntilAsleep(int threads) => Assert.True(SpinWait.SpinUntil(() => _lot.Count == threads, Patience.Limit), $"expected {threads} asleep, got {_lot.Count}");

    private static Task Run(int threads, Action body) => Task.WhenAll(Enumerable.Range(0, threads).Select(_ =>
        Task.Factory.StartNew(body, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
}
