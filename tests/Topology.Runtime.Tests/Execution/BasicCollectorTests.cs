using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>The collector that basic bolts get from the engine.</summary>
public class BasicCollectorTests
{
    [Fact]
    public void When_the_input_belongs_to_several_trees_Then_what_is_emitted_belongs_to_all_of_them()
    {
        var spout = new SpoutProbe();
        var held = new List<StreamTuple>();
        var join = new BoltProbe
        {
            Declare = declarer => declarer.Declare(new Fields("v")),
            Body = (bolt, tuple) =>
            {
                held.Add(tuple);
                if (held.Count < 2)
                    return;
                bolt.Collector.Emit(held.ToArray().AsSpan(), 7);
                foreach (var input in held)
                    bolt.Collector.Ack(input);
            },
        };
        var sink = new BoltProbe { Body = (bolt, tuple) => bolt.Collector.Fail(tuple) };
        using var topology = new TestTopology(builder =>
        {
            builder.SetSpout("s", spout.Create);
            builder.SetBolt("join", join.Create).ShuffleGrouping("s");
            builder.SetBolt("basic", new Fields("v"), (input, collector) => collector.Emit(input[0])).ShuffleGrouping("join");
            builder.SetBolt("sink", sink.Create).ShuffleGrouping("basic");
        });

        spout.Track(1, 2);
        topology.Start();

        Assert.Equal(["7"], sink.Values);
        Assert.Equal(["Fail 1 Failed", "Fail 2 Failed"], spout.Answers.Order());
    }

    [Fact]
    public void When_a_bolt_hands_an_input_to_a_basic_bolt_later_Then_that_input_is_the_anchor_and_is_acked()
    {
        var inner = new ForwardBolt();
        var kept = new List<StreamTuple>();
        using var chain = new Chain();
        chain.Bolt.OnPrepare = bolt => inner.Prepare(bolt.Context, bolt.Collector);
        chain.Bolt.Body = (_, tuple) =>
        {
            kept.Add(tuple);
            if (kept.Count == 2)
                kept.ForEach(inner.Execute);
        };
        chain.Spout.Track(1, 2);

        chain.Start();

        Assert.Equal(["1", "2"], chain.Sink.Values);
        Assert.Equal(["Ack 1", "Ack 2"], chain.Spout.Answers.Order());
    }

    [Fact]
    public void When_the_collector_is_kept_and_used_later_Then_it_says_that_it_is_too_late()
    {
        BasicOutputCollector? kept = null;
        Exception? caught = null;
        TopologyContext? context = null;
        var spout = new SpoutProbe();
        using var topology = new TestTopology(builder =>
        {
            builder.SetSpout("s", spout.Create);
            builder.SetBolt("b", () => new ForwardBolt { OnPrepare = given => context = given, OnExecute = collector => kept = collector }).ShuffleGrouping("s");
        });
        spout.Track(1);
        topology.Start();

        context!.Post(() => caught = Record.Exception(() => kept!.Emit(1)));
        topology.Run();

        Assert.StartsWith(
            "Component \"b\" (task 1): the collector was used after Execute had returned",
            Assert.IsType<InvalidOperationException>(caught).Message);
    }

    private sealed class ForwardBolt : BasicBolt
    {
        public Action<TopologyContext>? OnPrepare { get; init; }

        public Action<BasicOutputCollector>? OnExecute { get; init; }

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("v"));

        public override void Prepare(TopologyContext context) => OnPrepare?.Invoke(context);

        public override void Execute(StreamTuple input, BasicOutputCollector collector)
        {
            OnExecute?.Invoke(collector);
            collector.Emit(input[0]);
        }
    }
}
