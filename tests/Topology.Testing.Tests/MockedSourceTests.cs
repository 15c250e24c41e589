using Topology.Testing.Tests.Support;

namespace Topology.Testing.Tests;

/// <summary>Lists in the place of spouts.</summary>
public class MockedSourceTests
{
    [Fact]
    public void When_the_spout_has_several_tasks_Then_they_share_the_list_in_turn()
    {
        using var topology = new SimulatedTopology(Build(tasks: 3), options: Mock("numbers", Enumerable.Range(0, 8)));

        topology.RunToCompletion();

        Assert.Equal(["(0)", "(3)", "(6)"], topology.Emitted("numbers").Where(tuple => tuple.Task == 1).Texts());
        Assert.Equal(["(1)", "(4)", "(7)"], topology.Emitted("numbers").Where(tuple => tuple.Task == 2).Texts());
        Assert.Equal(["(2)", "(5)"], topology.Emitted("numbers").Where(tuple => tuple.Task == 3).Texts());
        Assert.Equal(8, topology.Totals.Acked);
    }

    [Fact]
    public void When_the_list_is_shorter_than_the_tasks_or_empty_Then_it_completes_all_the_same()
    {
        using var one = new SimulatedTopology(Build(tasks: 3), options: Mock("numbers", [5]));
        using var none = new SimulatedTopology(Build(tasks: 3), options: Mock("numbers", []));

        one.RunToCompletion();
        none.RunToCompletion();

        Assert.Equal(["(5)"], one.Emitted("sink").Texts());
        Assert.Empty(none.Emitted("sink"));
    }

    [Fact]
    public void When_an_item_fails_Then_that_is_an_end_too()
    {
        using var topology = new SimulatedTopology(Build(tasks: 1, failing: 2), options: Mock("numbers", Enumerable.Range(0, 4)));

        topology.RunToCompletion();

        Assert.Equal(new SimulationTotals(Tracked: 4, Acked: 3, Failed: 1, TimedOut: 0, Pending: 0), topology.Totals);
    }

    [Fact]
    public void When_a_bolt_is_to_be_mocked_Then_it_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => new SimulatedTopology(Build(tasks: 1), options: Mock("sink", [])));

        Assert.StartsWith("Component \"sink\" is a bolt; only spouts can be mocked.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_there_is_no_such_spout_Then_the_nearest_is_named()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => new SimulatedTopology(Build(tasks: 1), options: Mock("number", [])));

        Assert.Contains("\"numbers\"", error.Message, StringComparison.Ordinal);
    }

    private static SimulationOptions Mock(string component, IEnumerable<int> numbers) => new()
    {
        MockedSources = new Dictionary<string, IReadOnlyList<Value[]>> { [component] = [.. numbers.Select(number => new Value[] { number })] },
    };

    private static TopologySpec Build(int tasks, int failing = -1)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("numbers", () => new RemoteSpout("number"), tasks);
        builder.SetBolt("sink", new Fields("number"), (input, collector) =>
        {
            if (input.GetInt32(0) == failing)
                throw new FailedException("not this one");
            collector.Emit(input[0]);
        }).ShuffleGrouping("numbers");
        return builder.Build();
    }
}
