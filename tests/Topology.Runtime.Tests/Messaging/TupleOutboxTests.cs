using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>Batches until they are sent: when they leave, and what waits for credit.</summary>
public class TupleOutboxTests
{
    private readonly Wires _wires = new(executors: 2, tasks: 3); // tasks 1 and 2 in the first executor, 3 in the second

    [Fact]
    public void When_a_batch_is_not_full_Then_it_waits_for_the_flush()
    {
        Add(0, 1);
        Assert.True(_wires.Outbox.HasOpen);
        Assert.Equal(0, _wires.Receivers[0].Queued);

        _wires.Outbox.Flush();

        Assert.False(_wires.Outbox.HasOpen);
        Assert.Equal(1, _wires.Receivers[0].Queued);
    }

    [Fact]
    public void When_256_tuples_are_added_Then_their_batch_leaves_by_itself()
    {
        for (var i = 0; i < 255; i++)
            Add(0, i);
        Assert.Equal(0, _wires.Receivers[0].Queued);

        Add(0, 255);

        Assert.Equal(256, _wires.Receivers[0].Queued);
        Assert.False(_wires.Outbox.HasOpen);
    }

    [Fact]
    public void When_tasks_share_an_executor_Then_their_tuples_share_a_batch_and_others_do_not()
    {
        Add(0, 10);
        Add(2, 30);
        Add(1, 20);
        Add(0, 11);
        _wires.Outbox.Flush();

        Assert.Equal((3, 1), (_wires.Receivers[0].Queued, _wires.Receivers[1].Queued));
        _wires.Scheduler.RunAll();
        Assert.Equal([(1, 10), (2, 20), (1, 11), (3, 30)], _wires.Bolt.Received.Select(entry => (entry.Task, entry.Tuple.GetInt32(0))));
    }

    [Fact]
    public void When_the_same_receiver_is_asked_for_twice_Then_there_is_one_place_for_it() =>
        Assert.Same(_wires.At(0).Target, _wires.At(1).Target);

    [Fact]
    public void When_there_is_no_credit_Then_batches_are_held_in_order_until_there_is()
    {
        for (var i = 0; i < 100; i++)
        {
            Add(0, i, window: 10);
            if (i % 4 == 3)
                _wires.Outbox.Flush();
        }
        Assert.True(_wires.Outbox.IsBlocked);
        Assert.False(_wires.Outbox.TryDrain());

        while (_wires.Outbox.IsBlocked)
        {
            _wires.Scheduler.RunAll();
            _wires.Outbox.TryDrain();
        }
        _wires.Scheduler.RunAll();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => i.ToString()), _wires.Bolt.Values);
    }

    [Fact]
    public void When_a_batch_is_held_Then_a_later_one_does_not_overtake_it_though_there_is_credit_again()
    {
        Add(0, 1, window: 1);
        _wires.Outbox.Flush();
        Add(0, 2, window: 1);
        _wires.Outbox.Flush();
        _wires.Scheduler.RunAll(); // the first is executed: there is credit

        Add(0, 3, window: 1);
        _wires.Outbox.Flush();
        Assert.True(_wires.Outbox.IsBlocked);
        while (!_wires.Outbox.TryDrain())
            _wires.Scheduler.RunAll();
        _wires.Scheduler.RunAll();

        Assert.Equal(["1", "2", "3"], _wires.Bolt.Values);
    }

    [Fact]
    public void When_one_receiver_has_no_credit_Then_the_others_still_get_theirs()
    {
        for (var i = 0; i < 3; i++)
        {
            Add(0, i, window: 1);
            Add(2, i, window: 100);
            _wires.Outbox.Flush();
        }

        Assert.True(_wires.Outbox.IsBlocked);
        Assert.Equal((1, 3), (_wires.Receivers[0].Queued, _wires.Receivers[1].Queued));
    }

    [Fact]
    public void When_nothing_is_held_Then_draining_says_so() => Assert.True(_wires.Outbox.TryDrain());

    [Fact]
    public void When_a_tuple_is_tracked_Then_its_ids_go_with_it()
    {
        var to = _wires.At(0);
        _wires.Bolt.Body = (_, _) => { }; // acks need ackers
        _wires.Outbox.Add(to.Target, to.Task, Wires.Source, [1]);
        _wires.Outbox.Add(to.Target, to.Task, Wires.Source, [2], root: 70, edge: 7);
        _wires.Outbox.Add(to.Target, to.Task, Wires.Source, [3], [(80, 8), (90, 9), (100, 10)]);
        _wires.Outbox.Add(to.Target, to.Task, Wires.Source, [4], []);
        _wires.Outbox.Flush();
        _wires.Scheduler.RunAll();

        var batch = _wires.Bolt.Received[0].Tuple.Batch;
        Assert.Equal([0, 70, 80, 0], Enumerable.Range(0, 4).Select(batch.RootOf));
        Assert.Equal((7, 8), (batch.EdgeOf(1), batch.EdgeOf(2)));
        Assert.Equal([(90L, 9L), (100L, 10L)], batch.MoreIdsOf(2).ToArray());
    }

    [Fact]
    public void When_batches_are_opened_and_executed_Then_activity_ends_with_the_last()
    {
        var ended = 0;
        var wires = new Wires(ended: () => ended++);
        var to = wires.At(0);
        wires.Environment.Activity.Begin(); // the source is still at work
        for (var i = 0; i < 600; i++)
            wires.Outbox.Add(to.Target, to.Task, Wires.Source, [i]);
        Assert.Equal(4, wires.Environment.Activity.Count);

        wires.Outbox.Flush();
        wires.Environment.Activity.End();
        Assert.Equal((3L, 0), (wires.Environment.Activity.Count, ended));
        wires.Scheduler.RunAll();

        Assert.Equal((0L, 1), (wires.Environment.Activity.Count, ended));
    }

    [Fact]
    public void When_cleared_Then_open_and_held_batches_are_gone()
    {
        for (var i = 0; i < 3; i++)
        {
            Add(0, i, window: 1);
            _wires.Outbox.Flush();
        }
        Add(2, 9);

        _wires.Outbox.Clear();

        Assert.False(_wires.Outbox.IsBlocked || _wires.Outbox.HasOpen);
        _wires.Outbox.Flush();
        _wires.Scheduler.RunAll();
        Assert.Equal(["0"], _wires.Bolt.Values);
    }

    [Fact]
    public void Edges_are_added_to_the_last_tuple_of_a_tree_while_its_batch_is_open()
    {
        _wires.Bolt.Body = (_, _) => { }; // not acked, so that it keeps its ids
        AddTracked(root: 7, edge: 0b0110);
        AddTracked(root: 7, edge: 0b0001);

        Assert.True(TupleOutbox.TryAddEdges(_wires.At(0).Target, 7, 0b1011));
        Assert.False(TupleOutbox.TryAddEdges(_wires.At(2).Target, 7, 1)); // which has no batch

        _wires.Outbox.Flush();
        Assert.False(TupleOutbox.TryAddEdges(_wires.At(0).Target, 7, 1));
        _wires.Scheduler.RunAll();
        Assert.Equal([0b0110, 0b1010], _wires.Bolt.Received.Select(entry => entry.Tuple.Batch.EdgeOf(entry.Tuple.Index)));
    }

    [Fact]
    public void Edges_are_not_added_to_a_tuple_of_another_tree_or_of_none()
    {
        _wires.Bolt.Body = (_, _) => { };
        AddTracked(root: 7, edge: 3);
        AddTracked(root: 8, edge: 5);
        Assert.False(TupleOutbox.TryAddEdges(_wires.At(0).Target, 7, 1));

        Add(0, 9);
        Assert.False(TupleOutbox.TryAddEdges(_wires.At(0).Target, 8, 1));

        _wires.Outbox.Flush();
        _wires.Scheduler.RunAll();
        Assert.Equal([3, 5], _wires.Bolt.Received.Take(2).Select(entry => entry.Tuple.Batch.EdgeOf(entry.Tuple.Index)));
    }

    private void AddTracked(long root, long edge)
    {
        var to = _wires.At(0, 4096);
        _wires.Outbox.Add(to.Target, to.Task, Wires.Source, [1], root, edge);
    }

    private void Add(int position, int value, int window = 4096)
    {
        var to = _wires.At(position, window);
        _wires.Outbox.Add(to.Target, to.Task, Wires.Source, [value]);
    }
}
