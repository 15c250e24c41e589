using System.Diagnostics.Metrics;
using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests.Behaviours;

/// <summary>What tasks find in their surroundings: settings, resources, instruments.</summary>
public class ContextTests
{
    private readonly Feeder _feeder = new(new Fields("name"));

    [Theory]
    [InlineData("topology only", "from the topology")]
    [InlineData("both", "from the component")]
    [InlineData("all", "from the user")]
    [InlineData("nobody", "null")]
    [Trait("Behaviour", "T13")]
    public void When_a_setting_is_given_in_several_places_Then_the_nearest_counts_and_the_others_are_kept(string name, string expected)
    {
        var config = TopologyConfig.FromKeys(new Dictionary<string, string>
        {
            ["topology only"] = "from the topology",
            ["both"] = "from the topology",
            ["all"] = "from the topology",
        });
        var options = new SimulationOptions { Arguments = new TopologyArguments(new Dictionary<string, string> { ["all"] = "from the user" }) };
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        builder.SetBolt("asks", () => new FunctionBolt(EmitArgument, new Fields("value"))).ShuffleGrouping("source")
            .AddConfiguration("both", "from the component").AddConfiguration("all", "from the component");
        using var topology = new SimulatedTopology(builder.Build(), config, options);
        _feeder.Feed(1, name);

        topology.RunUntilIdle();

        Assert.Equal([$"({expected})"], topology.Emitted("asks").Texts());
    }

    [Fact]
    [Trait("Behaviour", "T16")]
    public void When_the_factory_hands_a_resource_to_its_bolts_Then_every_task_uses_the_same_one_also_after_a_restart()
    {
        var resource = new Dictionary<string, string> { ["resource-key1"] = "value1" };
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        builder.SetBolt("asks", () => new FunctionBolt((tuple, collector, _) =>
        {
            collector.Emit(tuple, tuple[0], resource[tuple.GetString(0)]);
            collector.Ack(tuple);
        }, new Fields("key", "value")), 2).AllGrouping("source");
        using var topology = new SimulatedTopology(builder.Build());
        topology.RunUntilIdle();
        topology.Crash("asks");
        _feeder.Feed(1, "resource-key1");

        topology.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["(resource-key1, value1)", "(resource-key1, value1)"], topology.Emitted("asks").Texts());
        Assert.Equal(2, topology.Restarts);
    }

    [Fact]
    [Trait("Behaviour", "T26")]
    public void When_two_tasks_of_one_executor_measure_Then_each_has_its_own_sums()
    {
        const string Instrument = "tuples-of-two-tasks";
        var sums = new Dictionary<int, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == Instrument)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, measured, tags, _) =>
        {
            var task = (int)tags[0].Value!; // the bolt below tags every measurement
            sums[task] = sums.GetValueOrDefault(task) + measured;
        });
        listener.Start();
        var builder = new TopologyBuilder();
        builder.SetSpout("source", _feeder.CreateSpout);
        builder.SetBolt("measures", () => new FunctionBolt((tuple, collector, context) =>
        {
            context.Meter.CreateCounter<long>(Instrument).Add(1, KeyValuePair.Create("task", (object?)context.ThisTaskIndex));
            collector.Ack(tuple);
        }), 1).SetNumTasks(2).AllGrouping("source");
        using var topology = new SimulatedTopology(builder.Build());

        foreach (var expected in new[] { 1, 2, 3, 6 })
        {
            while (_feeder.Acked.Count < expected)
            {
                _feeder.Feed(_feeder.Acked.Count, "x");
                topology.RunUntilIdle();
            }
            Assert.Equal([(0, expected), (1, expected)], sums.OrderBy(sum => sum.Key).Select(sum => (sum.Key, sum.Value)));
        }
    }

    private static void EmitArgument(StreamTuple input, OutputCollector collector, TopologyContext context)
    {
        collector.Emit(input, context.GetArgument(input.GetString(0)));
        collector.Ack(input);
    }
}
