using Topology.Streams.Tests.Support;

namespace Topology.Streams.Tests;

/// <summary>Where streams lead into bolts of the user's and come out of them again.</summary>
public class BoltTests
{
    [Fact]
    public void Process_sends_elements_through_a_bolt()
    {
        var results = Programs.Run(program => program.From(["a", "b"]).Process(
            () => new FunctionBolt("loud", ["text", "length"], (input, collector) => collector.EmitTo("loud", input.GetString("value") + "!", 2)),
            output => (output.GetString("text"), output.GetInt32("length")),
            stream: "loud", parallelism: 2, name: "shout"));

        Assert.Equal(["(a!, 2)", "(b!, 2)"], results.Sorted);
    }

    [Fact]
    public void Process_of_a_keyed_stream_gets_each_key_in_one_task()
    {
        var seen = new Collected<(int Key, int Task)>();
        var program = new StreamBuilder { DefaultParallelism = 3 };
        program.From(Enumerable.Range(0, 60).ToArray()).KeyBy(number => number % 6, number => (long)number).Process(
            () => new FunctionBolt("default", ["key", "value"], (input, collector) => collector.Emit(input[0], input[1])),
            output => (Key: output.GetInt32("key"), Task: output.SourceTask)).To(seen.Add);

        program.RunToCompletion();

        Assert.Equal(60, seen.Items.Length);
        Assert.Equal(6, seen.Items.Distinct().Count());
    }

    [Fact]
    public void To_a_bolt_has_the_element_in_the_field_value_or_key_and_value()
    {
        var seen = new Collected<string>();
        var program = new StreamBuilder();
        program.From(["x"]).To(() => new FunctionBolt("none", [], (input, _) => seen.Add(input.Fields + " " + input[0])));
        program.From([(1, 2.5)]).To(() => new FunctionBolt("none", [], (input, _) => seen.Add($"{input.Fields} {input[0]} {input[1]}")));

        program.RunToCompletion();

        Assert.Equal(["(key, value) 1 2.5", "(value) x"], seen.Sorted);
    }

    [Fact]
    public void ToBolt_has_the_fields_that_the_bolt_wants()
    {
        var seen = new Collected<string>();
        var program = new StreamBuilder();
        program.From(["ab", "c"]).ToBolt(
            () => new FunctionBolt("none", [], (input, _) => seen.Add($"{input.GetString("line")} {input.GetInt32("length")}")),
            new Fields("line", "length"),
            (line, values) => (values[0], values[1]) = (line, line.Length),
            bolt => bolt.SetNumTasks(4)).WithName("sink").WithParallelism(2);

        program.RunToCompletion();

        Assert.Equal(["ab 2", "c 1"], seen.Sorted);
        Assert.Equal((2, 4), (program.Build()["sink"].Executors, program.Build()["sink"].Tasks));
    }

    [Fact]
    public void A_program_reads_and_feeds_other_components_of_a_topology()
    {
        var seen = new Collected<string>();
        var builder = new TopologyBuilder();
        var feeder = new Testing.Feeder(new Fields("word"));
        builder.SetSpout("words", feeder.CreateSpout);
        var program = new StreamBuilder();
        program.FromComponent("words", tuple => tuple.GetString("word")).Select(word => word.ToUpperInvariant()).WithName("upper").Repartition(1).WithName("out").To(seen.Add);
        program.AddTo(builder);
        builder.SetBolt("own", new Fields(), (input, _) => seen.Add(input.GetString("value") + "?")).ShuffleGrouping("fromcomponent");
        using var topology = new Testing.SimulatedTopology(builder.Build());
        feeder.Feed(1, "a");
        feeder.Complete();

        topology.RunToCompletion();

        Assert.Equal(["A", "A?"], seen.Sorted);
    }

    [Fact]
    public void The_task_of_a_sink_has_a_function_of_its_own()
    {
        var made = new Collected<int>();
        var program = new StreamBuilder();
        program.From([1, 2, 3]).Repartition(2).ForEachTask(context =>
        {
            made.Add(context.ThisTaskIndex);
            return _ => { };
        });

        program.RunToCompletion();

        Assert.Equal(["0", "1"], made.Sorted);
    }
}
