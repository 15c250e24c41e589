using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>Streams that look something up in a table, which is the last value of each key of another stream.</summary>
public class TableTests
{
    [Fact]
    public void An_element_meets_what_the_table_has_at_that_time()
    {
        Assert.Equal(["alice 2", "bob 5"], Run((orders, table) => orders.Join(table, (order, name) => $"{name} {order}")));
        Assert.Equal(["? 1", "alice 2", "? 3", "? 4", "bob 5"], Run((orders, table) => orders.LeftJoin(table, (order, name) => $"{name ?? "?"} {order}")));
    }

    private static string[] Run(Func<KeyedStream<int, int>, Table<int, string?>, KeyedStream<int, string>> write)
    {
        var seen = new Collected<string>();
        var (people, orders) = (new Feeder(new Fields("id", "name")), new Feeder(new Fields("id", "order")));
        var program = new StreamBuilder { DefaultParallelism = 2 };
        var table = program.From<(int, string?)>(people.CreateSpout, values => (values[0].AsInt32(), values[1].IsNull ? null : values[1].AsString())).KeyBy().ToTable();
        write(program.From(orders.CreateSpout, values => (values[0].AsInt32(), values[1].AsInt32())).KeyBy(), table).Select(pair => pair.Value).To(seen.Add);
        using var topology = new SimulatedTopology(program.Build());

        orders.Feed(1, 7, 1);
        topology.RunUntilIdle();
        people.Feed(1, 7, "alice");
        topology.RunUntilIdle();
        orders.Feed(2, 7, 2);
        orders.Feed(3, 8, 3);
        topology.RunUntilIdle();
        people.Feed(2, 7, Value.Null);
        topology.RunUntilIdle();
        orders.Feed(4, 7, 4);
        topology.RunUntilIdle();
        people.Feed(3, 7, "bob");
        topology.RunUntilIdle();
        orders.Feed(5, 7, 5);
        topology.RunUntilIdle();

        Assert.Empty(topology.Errors);
        return [.. seen.Items.OrderBy(text => text[^1])];
    }
}
