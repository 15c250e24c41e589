using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Messaging;
using Topology.Runtime.Routing;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Messaging;

/// <summary>Where one emit goes and which edges its deliveries get.</summary>
public class OutputStreamTests
{
    private static readonly long Root = RootId.Pack(99, 1, 0);

    private readonly Wires _wires = new(executors: 3, tasks: 3);

    public OutputStreamTests() => _wires.Bolt.Body = (_, _) => { }; // acks need ackers

    [Theory]
    [InlineData("one single", "1")]
    [InlineData("one shuffled", "1")]
    [InlineData("all", "1 2 3")]
    [InlineData("single and all", "1 1 2 3")]
    [InlineData("all and shuffled", "1 1 2 3")]
    [InlineData("nobody", "")]
    [InlineData("direct only", "")]
    [InlineData("single and direct", "1")]
    [InlineData("none chosen", "")]
    [InlineData("none chosen and single", "1")]
    public void When_a_tuple_is_sent_Then_every_subscription_gets_its_deliveries(string routes, string expected)
    {
        foreach (var send in new Func<OutputStream, int>[] { Send, SendRoot, SendAnchored, SendInTree })
        {
            _wires.Bolt.Received.Clear();

            var deliveries = send(Stream(routes));
            Deliver();

            Assert.Equal(expected, string.Join(' ', _wires.Bolt.Received.Select(entry => entry.Task).Order()));
            Assert.Equal(_wires.Bolt.Received.Count, deliveries);
        }
    }

    [Theory]
    [InlineData("one single")]
    [InlineData("one shuffled")]
    [InlineData("all")]
    [InlineData("single and all")]
    public void When_a_root_is_sent_Then_the_edges_of_its_deliveries_xor_to_what_the_acker_expects(string routes)
    {
        SendRoot(Stream(routes));
        Deliver();

        Assert.Equal(RootId.FirstEdges(Root), Edges().Aggregate((a, b) => a ^ b));
        Assert.Equal(Edges().Count, Edges().Distinct().Count());
        Assert.All(_wires.Bolt.Received, entry => Assert.Equal(Root, entry.Tuple.Batch.RootOf(entry.Tuple.Index)));
    }

    [Theory]
    [InlineData("one single")]
    [InlineData("all")]
    [InlineData("single and all")]
    public void When_an_anchored_tuple_is_sent_Then_the_xor_is_that_of_its_new_edges(string routes)
    {
        var stream = Stream(routes);
        var xor = 5L;
        stream.SendAnchored([7], Root, ref xor);
        stream.SendAnchored([8], Root, ref xor);
        Deliver();

        Assert.Equal(xor, Edges().Aggregate(5L, (a, b) => a ^ b));
        Assert.Equal(Edges().Count, Edges().Distinct().Count());
    }

    [Theory]
    [InlineData("one single", 0)]
    [InlineData("all", 2)]
    [InlineData("single and all", 2)]
    [InlineData("none chosen and single", 0)]
    [InlineData("none chosen", -1)]
    [InlineData("nobody", -1)]
    public void When_a_tuple_of_a_tree_is_sent_Then_the_receiver_of_the_last_delivery_is_known(string routes, int at)
    {
        var stream = Stream(routes);
        var (xor, before) = (5L, _wires.At(1).Target);
        var last = before;
        stream.SendAnchored([7], Root, ref xor, ref last);
        Deliver();

        Assert.Same(at < 0 ? before : _wires.At(at).Target, last);
        Assert.Equal(xor, Edges().Aggregate(5L, (a, b) => a ^ b));
    }

    [Fact]
    public void When_there_are_several_routes_Then_each_grouping_is_asked_once_a_tuple()
    {
        var one = new CountingChooser();
        var two = new CountingChooser();
        Send(Stream(Route(one), Route(two)));
        Assert.Equal((1, 1), (one.Asked, two.Asked));

        Send(Stream(Route(one)));
        Assert.Equal(2, one.Asked);
    }

    [Fact]
    public void When_a_later_grouping_throws_Then_nothing_of_the_tuple_is_sent()
    {
        var stream = Stream(Route(new SingleChooser()), Route(new AllChooser(3)), Route(new ThrowingChooser()));

        Assert.Throws<InvalidDataException>(() => Send(stream));
        Assert.Throws<InvalidDataException>(() => SendRoot(stream));
        Assert.Throws<InvalidDataException>(() => SendAnchored(stream));
        Assert.Throws<InvalidDataException>(() => SendInTree(stream));
        Assert.False(_wires.Outbox.HasOpen);
    }

    [Fact]
    public void When_a_task_subscribes_directly_Then_its_place_is_found()
    {
        var stream = Stream("single and direct");

        Assert.Equal((2, _wires.At(1).Target), (stream.ChooseDirect(2).Task, stream.ChooseDirect(2).Target));
    }

    [Theory]
    [InlineData("single and direct", 4, "Task 4 does not subscribe to stream \"default\" of \"s\" by direct grouping; tasks that do: 1, 2, 3.")]
    [InlineData("one single", 1, "Task 1 does not subscribe to stream \"default\" of \"s\" by direct grouping; tasks that do: none.")]
    public void When_a_task_does_not_subscribe_directly_Then_the_message_names_those_that_do(string routes, int task, string expected) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => Stream(routes).ChooseDirect(task)).Message);

    private static int Send(OutputStream stream) => stream.Send([7]);

    private static int SendRoot(OutputStream stream) => stream.SendRoot([7], Root);

    private static int SendAnchored(OutputStream stream)
    {
        var xor = 0L;
        return stream.SendAnchored([7], Root, ref xor);
    }

    private static int SendInTree(OutputStream stream)
    {
        var (xor, last) = (0L, default(OutboxTarget));
        return stream.SendAnchored([7], Root, ref xor, ref last);
    }

    private OutputStream Stream(string routes) => routes switch
    {
        "one single" => Stream(Route(new SingleChooser())),
        "one shuffled" => Stream(Route(new ShuffleChooser([0, 1, 2], 0))),
        "all" => Stream(Route(new AllChooser(3))),
        "single and all" => Stream(Route(new SingleChooser()), Route(new AllChooser(3))),
        "all and shuffled" => Stream(Route(new AllChooser(3)), Route(new ShuffleChooser([0, 1, 2], 0))),
        "direct only" => Stream(Route(null)),
        "single and direct" => Stream(Route(new SingleChooser()), Route(null)),
        "none chosen" => Stream(Route(new AllChooser(0))),
        "none chosen and single" => Stream(Route(new AllChooser(0)), Route(new SingleChooser())),
        _ => Stream(),
    };

    private OutputStream Stream(params Route[] routes) => new(Wires.Source, isDirect: false, routes, _wires.Outbox, new FastRandom(3));

    private Route Route(TaskChooser? chooser) => new(chooser, [_wires.At(0), _wires.At(1), _wires.At(2)]);

    private List<long> Edges() => [.. _wires.Bolt.Received.Select(entry => entry.Tuple.Batch.EdgeOf(entry.Tuple.Index))];

    private void Deliver()
    {
        _wires.Outbox.Flush();
        _wires.Scheduler.RunAll();
    }

    private sealed class CountingChooser : TaskChooser
    {
        public int Asked { get; private set; }

        public override int Choose(ReadOnlySpan<Value> values)
        {
            Asked++;
            return Several;
        }

        public override void ChooseSeveral(ReadOnlySpan<Value> values, List<int> chosen) => chosen.AddRange([0, 2]);
    }

    private sealed class ThrowingChooser : TaskChooser
    {
        public override int Choose(ReadOnlySpan<Value> values) => throw new InvalidDataException();
    }
}
