using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>Whole topologies in simulation, as an author tests them.</summary>
public class SimulatedTopologyTests
{
    [Fact]
    public void When_the_sources_are_mocked_Then_it_completes_and_shows_what_each_component_emitted()
    {
        var options = new SimulationOptions
        {
            MockedSources = new Dictionary<string, IReadOnlyList<Value[]>>
            {
                ["lines"] = [["to be or"], ["not to be"]],
            },
        };
        using var topology = new SimulatedTopology(WordCount(), options: options);

        topology.RunToCompletion();

        Assert.True(topology.IsCompleted);
        Assert.Equal(["(to be or)", "(not to be)"], topology.Emitted("lines").Texts());
        Assert.Equal(["(be)", "(be)", "(not)", "(or)", "(to)", "(to)"], topology.Emitted("words").Sorted());
        Assert.Equal(["(be, 1)", "(be, 2)", "(not, 1)", "(or, 1)", "(to, 1)", "(to, 2)"], topology.Emitted("counts").Sorted());
        Assert.Equal(new SimulationTotals(Tracked: 2, Acked: 2, Failed: 0, TimedOut: 0, Pending: 0), topology.Totals);
    }

    [Fact]
    public void When_a_component_has_several_streams_Then_each_is_shown_by_itself_with_the_emitting_task()
    {
        var feeder = new Feeder(new Fields("number"));
        var builder = new TopologyBuilder();
        builder.SetSpout("a", feeder.CreateSpout);
        builder.SetBolt("b", () => new ParityBolt()).ShuffleGrouping("a");
        using var topology = new SimulatedTopology(builder.Build());
        for (var i = 0; i < 4; i++)
            feeder.Feed(i, i);

        topology.RunUntilIdle();

        Assert.Equal(["(0)", "(2)"], topology.Emitted("b", "even").Texts());
        Assert.Equal(["(1)", "(3)"], topology.Emitted("b", "odd").Texts());
        Assert.All(topology.Emitted("b", "odd"), tuple => Assert.Equal(("b", 2, "odd"), (tuple.Component, tuple.Task, tuple.Stream)));
        Assert.Empty(topology.Emitted("b"));
    }

    [Fact]
    public void When_it_is_deactivated_Then_the_spout_is_silent_until_it_is_activated()
    {
        var feeder = new Feeder(new Fields("x"));
        using var topology = new SimulatedTopology(Sink(feeder));
        topology.RunUntilIdle();

        topology.Deactivate();
        topology.RunUntilIdle();
        feeder.Feed(1, "a");
        topology.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(topology.Emitted("source"));

        topology.Activate();
        topology.RunUntilIdle();
        Assert.Equal([1], feeder.Acked.Numbers());
    }

    [Fact]
    public void When_a_bolt_crashes_Then_what_it_held_fails_as_restarted_and_a_new_instance_goes_on_after_the_back_off()
    {
        var feeder = new Feeder(new Fields("x"));
        using var topology = new SimulatedTopology(Sink(feeder, () => new AckEveryOtherBolt()));
        feeder.Feed(1, "a");
        feeder.Feed(2, "forgotten");
        topology.RunUntilIdle();

        topology.Crash("sink");
        topology.RunUntilIdle();
        Assert.Equal([(Value.From(2), FailReason.Restarted)], feeder.Failed);
        Assert.Equal("sink: The test had simulated/sink[1-1] crash.", Assert.Single(topology.Errors));
        feeder.Feed(3, "b");
        topology.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal([1], feeder.Acked.Numbers());

        topology.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal([1, 3], feeder.Acked.Numbers());
        Assert.Equal(1, topology.Restarts);
    }

    [Fact]
    public void When_a_component_fails_too_often_Then_the_run_ends_with_the_first_cause()
    {
        var feeder = new Feeder(new Fields("x"));
        var config = new TopologyConfig { Restart = new RestartOptions { MaxRestarts = 2 } };
        using var topology = new SimulatedTopology(Sink(feeder, () => new FunctionBolt((_, _, _) => throw new FormatException("no number"))), config);
        for (var i = 0; i < 5; i++)
            feeder.Feed(i, "x");
        feeder.Complete();

        var cause = Assert.Throws<ComponentException>(() => topology.RunToCompletion());

        Assert.IsType<FormatException>(cause.InnerException);
        Assert.Same(cause, topology.Failure);
        Assert.False(topology.IsCompleted);
        Assert.Equal(2, topology.Restarts);
        Assert.Equal(3, topology.Errors.Count);
    }

    [Fact]
    public void When_it_is_disposed_Then_every_task_is_cleaned_up_from_the_sources_on()
    {
        var order = new List<string>();
        var builder = new TopologyBuilder();
        builder.SetSpout("z", new Feeder(new Fields("x")).CreateSpout);
        builder.SetBolt("y", () => new CleanedBolt(order, "y"), 2).ShuffleGrouping("z");
        builder.SetBolt("a", () => new CleanedBolt(order, "a")).ShuffleGrouping("y");
        var topology = new SimulatedTopology(builder.Build());
        topology.RunUntilIdle();
        Assert.Empty(order);

        topology.Dispose();

        Assert.Equal(["y", "y", "a"], order);
    }

    [Fact]
    public void When_arguments_and_settings_are_given_Then_components_see_them()
    {
        var seen = "";
        var feeder = new Feeder(new Fields("x"));
        var options = new SimulationOptions { Arguments = TopologyArguments.Parse("--top", "7") };
        var config = TopologyConfig.FromKeys([KeyValuePair.Create("colour", "green")]);
        using var topology = new SimulatedTopology(Sink(feeder, () => new FunctionBolt((tuple, collector, context) =>
        {
            seen = $"{context.GetArgument("top")} {context.GetArgument("colour")} {context.GetArgument("none")}";
            collector.Ack(tuple);
        })), config, options);

        feeder.Feed(1, "a");
        topology.RunUntilIdle();

        Assert.Equal("7 green ", seen);
    }

    [Fact]
    public void When_the_settings_cannot_be_used_Then_it_does_not_start() =>
        Assert.Throws<TopologyConfigException>(() => new SimulatedTopology(WordCount(), new TopologyConfig { Workers = 0 }));

    internal static TopologySpec WordCount()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => new RemoteSpout("line"));
        builder.SetBolt("words", new Fields("word"), (input, collector) =>
        {
            foreach (var word in input.GetString("line").Split(' '))
                collector.Emit(word);
        }, parallelism: 2).ShuffleGrouping("lines");
        builder.SetBolt("counts", () => new WordCounter(), parallelism: 2).FieldsGrouping("words", new Fields("word"));
        return builder.Build();
    }

    private static TopologySpec Sink(Feeder feeder, Func<Bolt>? sink = null)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", feeder.CreateSpout);
        builder.SetBolt("sink", sink ?? (() => new FunctionBolt((tuple, collector, _) => collector.Ack(tuple)))).ShuffleGrouping("source");
        return builder.Build();
    }

    private sealed class ParityBolt : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
            declarer.DeclareStream("even", new Fields("number"));
            declarer.DeclareStream("odd", new Fields("number"));
        }

        public override void Execute(StreamTuple input, BasicOutputCollector collector) =>
            collector.EmitTo(input.GetInt32(0) % 2 == 0 ? "even" : "odd", input[0]);
    }

    private sealed class CleanedBolt(List<string> order, string id) : BasicBolt
    {
        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("x"));

        public override void Execute(StreamTuple input, BasicOutputCollector collector) { }

        public override void Cleanup() => order.Add(id);
    }
}
