using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests.Behaviours;

/// <summary>Bounded topologies with mocked sources, each over several orders of events.</summary>
public class CountingTests
{
    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Behaviour", "T1")]
    public void When_words_are_counted_by_word_in_all_and_in_sum_Then_each_count_is_exact(int seed)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new RemoteSpout("word"), 3);
        builder.SetBolt("2", () => new WordCounter(), 4).FieldsGrouping("1", new Fields("word"));
        builder.SetBolt("3", () => new GlobalCount()).GlobalGrouping("1");
        builder.SetBolt("4", () => new AggregatesCounter()).GlobalGrouping("2");
        using var topology = new SimulatedTopology(builder.Build(), options: Mock(seed, "nathan", "bob", "joey", "nathan"));

        topology.RunToCompletion();

        Assert.Equal(["(bob)", "(joey)", "(nathan)", "(nathan)"], topology.Emitted("1").Sorted());
        Assert.Equal(["(bob, 1)", "(joey, 1)", "(nathan, 1)", "(nathan, 2)"], topology.Emitted("2").Sorted());
        Assert.Equal(["(1)", "(2)", "(3)", "(4)"], topology.Emitted("3").Texts());
        Assert.Equal(["(1)", "(2)", "(3)", "(4)"], topology.Emitted("4").Texts());
        Assert.Equal(4, topology.Totals.Acked);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Behaviour", "T2")]
    public void When_a_tuple_goes_to_all_Then_every_task_gets_it_though_several_share_an_executor(int seed)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new RemoteSpout("word"));
        builder.SetBolt("2", () => new FunctionBolt((tuple, collector, context) =>
        {
            collector.Emit(tuple, context.ThisTaskIndex);
            collector.Ack(tuple);
        }, new Fields("index")), 3).SetNumTasks(6).AllGrouping("1");
        using var topology = new SimulatedTopology(builder.Build(), options: Mock(seed, "a"));

        topology.RunToCompletion();

        Assert.Equal(["(0)", "(1)", "(2)", "(3)", "(4)", "(5)"], topology.Emitted("2").Sorted());
        Assert.Equal(1, topology.Totals.Acked);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Behaviour", "T8")]
    public void When_a_bolt_also_subscribes_to_the_system_stream_Then_it_gets_the_data_once_and_nothing_else(int seed)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new RemoteSpout("word"), 3);
        builder.SetBolt("2", () => new IdentityBolt("word")).FieldsGrouping("1", new Fields("word")).GlobalGrouping("1", StreamIds.System);
        using var topology = new SimulatedTopology(builder.Build(), options: Mock(seed, "a", "b", "c"));

        topology.RunToCompletion();

        Assert.Equal(["(a)", "(b)", "(c)"], topology.Emitted("2").Sorted());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Behaviour", "T18")]
    public void When_the_grouping_field_holds_bytes_Then_equal_content_goes_to_one_task(int seed)
    {
        var words = Enumerable.Range(0, 48).Select(i => (Value)(i % 2 == 0 ? "a"u8.ToArray() : "b"u8.ToArray())).ToArray();
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new RemoteSpout("word"), 4);
        builder.SetBolt("2", () => new WordCounter(), 6).FieldsGrouping("1", new Fields("word"));
        using var topology = new SimulatedTopology(builder.Build(), options: Mock(seed, words));

        topology.RunToCompletion();

        var counts = topology.Emitted("2").GroupBy(tuple => (char)tuple.Values[0].AsBytes()[0], tuple => tuple.Values[1].AsInt32()).ToArray();
        Assert.Equal(['a', 'b'], counts.Select(group => group.Key).Order());
        Assert.All(counts, group => Assert.Equal(Enumerable.Range(1, 24), group));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Behaviour", "T21")]
    public void When_one_executor_has_ten_tasks_Then_each_gets_its_share_and_nothing_is_lost(int seed)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("1", () => new RemoteSpout("number"));
        builder.SetBolt("2", () => new IdentityBolt("number"), 1).SetNumTasks(10).ShuffleGrouping("1");
        using var topology = new SimulatedTopology(builder.Build(), options: Mock(seed, [.. Enumerable.Range(0, 24).Select(i => (Value)i)]));

        topology.RunToCompletion();

        Assert.Equal(Enumerable.Range(0, 24), topology.Emitted("2").Select(tuple => tuple.Values[0].AsInt32()).Order());
        Assert.All(topology.Emitted("2").GroupBy(tuple => tuple.Task), task => Assert.InRange(task.Count(), 2, 3));
    }

    private static SimulationOptions Mock(int seed, params Value[] items) => new()
    {
        Seed = seed,
        MockedSources = new Dictionary<string, IReadOnlyList<Value[]>> { ["1"] = [.. items.Select(item => new[] { item })] },
    };
}
