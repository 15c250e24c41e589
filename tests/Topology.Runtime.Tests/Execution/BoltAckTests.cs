using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>Ack, fail and anchored emits of a bolt, and what they do to the spout's trees.</summary>
public sealed class BoltAckTests : IDisposable
{
    private readonly Chain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void When_an_emit_is_anchored_Then_the_tree_ends_only_with_the_child()
    {
        StreamTuple child = default;
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Emit(tuple, tuple[0]);
            bolt.Collector.Ack(tuple);
        };
        _chain.Sink.Body = (_, tuple) => child = tuple;
        _chain.Spout.Track(1);
        _chain.Start();
        Assert.Empty(_chain.Spout.Answers);

        _chain.Sink.Last.Context.Post(() => _chain.Sink.Last.Collector.Ack(child));
        _chain.Topology.Run();

        Assert.Equal(["Ack 1"], _chain.Spout.Answers);
    }

    [Fact]
    public void When_an_emit_is_not_anchored_Then_the_tree_ends_without_it()
    {
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Emit(tuple[0]);
            bolt.Collector.Ack(tuple);
        };
        _chain.Sink.Body = (bolt, tuple) => bolt.Collector.Fail(tuple);
        _chain.Spout.Track(1);
        _chain.Start();

        Assert.Equal(["Ack 1"], _chain.Spout.Answers);
        Assert.Equal(["1"], _chain.Sink.Values);
    }

    [Fact]
    public void When_tuples_of_one_batch_are_acked_with_and_without_children_failed_and_kept_Then_each_tree_ends_once_as_it_should()
    {
        List<StreamTuple> kept = [];
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            var kind = tuple.GetInt32(0) % 5;
            if (kind == 1)
                bolt.Collector.Emit(tuple, tuple[0]);
            if (kind == 2)
                bolt.Collector.Fail(tuple);
            else if (kind == 3)
                kept.Add(tuple);
            else
                bolt.Collector.Ack(tuple);
        };
        _chain.Sink.Body = (bolt, tuple) => bolt.Collector.Ack(tuple);
        _chain.Spout.Track([.. Enumerable.Range(0, 300)]);
        _chain.Start();

        var executed = Enumerable.Range(0, 300).ToLookup(i => i % 5);
        Assert.Equal(executed[2].Select(i => $"Fail {i} Failed").Concat(executed[0].Concat(executed[1]).Concat(executed[4]).Select(i => $"Ack {i}")).Order(), _chain.Spout.Answers.Order());

        _chain.Bolt.Last.Context.Post(() => kept.ForEach(_chain.Bolt.Last.Collector.Ack));
        _chain.Topology.Run();

        Assert.Equal(executed[3].Select(i => $"Ack {i}"), _chain.Spout.Answers.Skip(240).Order(StringComparer.Ordinal).OrderBy(answer => answer.Length));
    }

    [Fact]
    [Trait("Behaviour", "T11")]
    public void When_the_same_anchor_is_given_twice_Then_three_feeds_give_three_acks()
    {
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Emit([tuple, tuple], tuple[0]);
            bolt.Collector.Ack(tuple);
        };
        _chain.Spout.Track(1, 2, 3);
        _chain.Start();

        Assert.Equal(["Ack 1", "Ack 2", "Ack 3"], _chain.Spout.Answers);
    }

    [Fact]
    public void When_a_tuple_joins_two_trees_Then_failing_it_fails_both()
    {
        StreamTuple? first = null;
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            if (first is not { } other)
            {
                first = tuple;
                return;
            }
            bolt.Collector.Emit([other, tuple], 0);
            bolt.Collector.Ack(other);
            bolt.Collector.Ack(tuple);
        };
        _chain.Sink.Body = (bolt, tuple) => bolt.Collector.Fail(tuple);
        _chain.Spout.Track(1, 2);
        _chain.Start();

        Assert.Equal(["Fail 1 Failed", "Fail 2 Failed"], _chain.Spout.Answers.Order());
        Assert.Equal(["0"], _chain.Sink.Values);
    }

    [Fact]
    public void When_a_child_of_two_trees_is_emitted_on_and_acked_Then_both_trees_end()
    {
        var kept = new List<StreamTuple>();
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            kept.Add(tuple);
            if (kept.Count < 3)
                return;
            bolt.Collector.Emit([.. kept], 0); // trees 1, 2, 3
            bolt.Collector.Emit([kept[0], kept[0], kept[2]], 1);
            kept.ForEach(bolt.Collector.Ack);
        };
        _chain.Spout.Track(1, 2, 3);
        _chain.Start();

        Assert.Equal(["Ack 1", "Ack 2", "Ack 3"], _chain.Spout.Answers.Order());
    }

    [Fact]
    public void When_an_input_is_acked_in_a_later_Execute_Then_its_children_still_count()
    {
        StreamTuple? kept = null;
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            if (kept is not { } earlier)
            {
                kept = tuple;
                bolt.Collector.Emit(tuple, "early child");
                return;
            }
            bolt.Collector.Emit(earlier, "late child");
            bolt.Collector.Ack(earlier);
            bolt.Collector.Ack(tuple);
        };
        _chain.Spout.Track(1, 2);
        _chain.Start();

        Assert.Equal(["early child", "late child"], _chain.Sink.Values);
        Assert.Equal(["Ack 1", "Ack 2"], _chain.Spout.Answers.Order());
    }

    [Fact]
    public void When_the_children_of_a_kept_input_fail_Then_the_ack_of_the_input_changes_nothing()
    {
        StreamTuple kept = default;
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            kept = tuple;
            bolt.Collector.Emit(tuple, 0);
        };
        _chain.Sink.Body = (bolt, tuple) => bolt.Collector.Fail(tuple);
        _chain.Spout.Track(1);
        _chain.Start();
        Assert.Equal(["Fail 1 Failed"], _chain.Spout.Answers);

        _chain.InBolt(bolt => bolt.Collector.Ack(kept));

        Assert.Equal(["Fail 1 Failed"], _chain.Spout.Answers);
        Assert.Empty(_chain.Topology.Observer.Failures);
    }

    [Fact]
    public void When_an_emit_goes_to_several_tasks_Then_each_delivery_is_an_edge()
    {
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Emit(tuple, 0);
            bolt.Collector.Ack(tuple);
        };
        _chain.Bolt.Declare = null;
        var spout = _chain.Spout.Track(1, 2);
        var sink = new BoltProbe();
        _chain.Bolt.Declare = declarer => declarer.Declare(new Fields("v"));
        using var topology = new TestTopology(builder =>
        {
            builder.SetSpout("s", spout.Create);
            builder.SetBolt("b", _chain.Bolt.Create).ShuffleGrouping("s");
            builder.SetBolt("c", sink.Create, 3).AllGrouping("b");
            builder.SetBolt("d", sink.Create, 2).GlobalGrouping("b");
        }).Start();

        Assert.Equal(8, sink.Received.Count);
        Assert.Equal(["Ack 1", "Ack 2"], spout.Answers);
        Assert.Equal((2, 8), (topology.Counters("b").Emitted, topology.Counters("b").Transferred));
    }

    [Fact]
    public void When_a_tick_or_an_untracked_input_is_an_anchor_Then_nothing_is_tracked()
    {
        _chain.Shape = bolt => bolt.SetTickInterval(TimeSpan.FromSeconds(1));
        _chain.Bolt.Body = (bolt, tuple) =>
        {
            bolt.Collector.Emit(tuple, 0);
            bolt.Collector.Emit([tuple, tuple], 0);
            bolt.Collector.ResetTimeout(tuple);
            bolt.Collector.Ack(tuple);
        };
        _chain.Spout.Feed.Enqueue((null, [5]));
        _chain.Start().Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(4, _chain.Sink.Received.Count);
        Assert.All(_chain.Sink.Received, entry => Assert.Equal(0, entry.Tuple.Batch.RootOf(entry.Tuple.Index)));
        Assert.Equal((1, 1), (_chain.Topology.Counters("b").Executed, _chain.Topology.Counters("b").Acked));
    }
}
