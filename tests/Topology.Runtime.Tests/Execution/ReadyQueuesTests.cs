using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Which thread runs which executor, and when.</summary>
public class ReadyQueuesTests
{
    private const int Turns = ReadyQueues<Seat>.OwnTurns;

    private readonly ReadyQueues<Seat> _queues = new(places: 2, seat => seat);

    [Fact]
    public void When_a_thread_has_work_of_its_own_Then_it_takes_that_in_order()
    {
        Seat[] own = [At(1), At(1)];
        var other = At(0);
        _queues.Enqueue(other);
        Array.ForEach(own, _queues.Enqueue);

        Assert.Equal([own[0], own[1], other], Enumerable.Range(0, 3).Select(_ => Take(1)));

        Assert.True(_queues.IsEmpty);
        Assert.False(_queues.TryDequeue(0, 0, out _));
    }

    [Fact]
    public void When_a_thread_has_none_Then_it_takes_that_of_another_and_it_stays()
    {
        var other = At(0);
        _queues.Enqueue(other);

        Assert.Same(other, Take(1));

        Assert.Equal(1, other.Place);
    }

    [Fact]
    public void When_another_thread_is_held_by_user_code_Then_what_waits_behind_it_comes_to_its_turn_and_goes_back()
    {
        Seat[] own = [At(0), At(0), At(0)];
        var waiting = At(1);
        Array.ForEach(own, _queues.Enqueue);
        _queues.Enqueue(waiting);

        var taken = Enumerable.Range(0, Turns).Select(_ => TakeAndGoOn(0)).ToList();

        Assert.Equal(Turns - 1, taken.IndexOf(waiting));
        Assert.Equal(1, waiting.Place);
    }

    [Fact]
    public void When_slices_are_long_Then_it_comes_to_its_turn_after_one()
    {
        var own = At(0);
        var waiting = At(1);
        _queues.Enqueue(own);
        _queues.Enqueue(waiting);
        Assert.Same(own, TakeAndGoOn(0));

        Assert.True(_queues.TryDequeue(0, ReadyQueues<Seat>.OwnTicks, out var next));

        Assert.Same(waiting, next);
        Assert.Same(own, TakeAndGoOn(0)); // counted anew
    }

    [Fact]
    public void When_three_share_two_threads_Then_each_gets_two_thirds_of_one()
    {
        var seats = Enumerable.Range(0, 3).Select(_ => At(0)).ToArray();
        Array.ForEach(seats, _queues.Enqueue);
        var turns = seats.ToDictionary(seat => seat, _ => 0);
        Seat?[] running = [null, null];

        for (var i = 0; i < 3_000; i++)
        {
            var place = i % 2;
            if (running[place] is { } ended)
                _queues.Enqueue(ended);
            running[place] = Take(place);
            turns[running[place]!]++;
        }

        Assert.All(turns.Values, count => Assert.InRange(count, 900, 1_100));
    }

    [Fact]
    public void When_one_queue_is_longer_Then_they_become_equal_and_nobody_is_left_out()
    {
        var seats = Enumerable.Range(0, 6).Select(_ => At(0)).ToArray();
        Array.ForEach(seats, _queues.Enqueue);
        var turns = seats.ToDictionary(seat => seat, _ => 0);

        for (var i = 0; i < 6 * 50; i++)
        {
            turns[TakeAndGoOn(0)]++;
            turns[TakeAndGoOn(1)]++;
        }

        Assert.Equal([3, 3], new[] { 0, 1 }.Select(place => seats.Count(seat => seat.Place == place)));
        Assert.All(turns.Values, count => Assert.InRange(count, 80, 120));
    }

    [Fact]
    public void When_there_is_one_thread_Then_it_takes_everything_in_order()
    {
        var queues = new ReadyQueues<Seat>(places: 1, seat => seat);
        var seats = Enumerable.Range(0, 3 * Turns).Select(_ => At(0)).ToArray();
        Array.ForEach(seats, queues.Enqueue);

        Assert.All(seats, seat => Assert.True(queues.TryDequeue(0, 0, out var taken) && taken == seat));
        Assert.False(queues.TryDequeue(0, 0, out _));
    }

    [Fact]
    public async Task When_all_take_and_put_back_at_once_Then_nothing_is_lost_or_there_twice()
    {
        const int Threads = 4, Seats = 50;
        var queues = new ReadyQueues<Seat>(Threads, seat => seat);
        var seats = Enumerable.Range(0, Seats).Select(i => At(i % Threads)).ToArray();
        Array.ForEach(seats, queues.Enqueue);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(place => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (queues.TryDequeue(place, 0, out var seat))
                    queues.Enqueue(seat);
            }
        })));

        var left = new List<Seat>();
        while (queues.TryDequeue(0, 0, out var seat))
            left.Add(seat);
        Assert.Equal(Seats, left.Count);
        Assert.Equal(Seats, left.Distinct().Count());
    }

    private static Seat At(int place) => new() { Place = place };

    private Seat Take(int place)
    {
        Assert.True(_queues.TryDequeue(place, 0, out var seat));
        return seat;
    }

    /// <summary>As an executor that has more to do.</summary>
    private Seat TakeAndGoOn(int place)
    {
        var seat = Take(place);
        _queues.Enqueue(seat);
        return seat;
    }
}
