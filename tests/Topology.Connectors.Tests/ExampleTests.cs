using Microsoft.Data.Sqlite;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>The examples of docs/connectors.md.</summary>
public class ExampleTests
{
    [Fact]
    public void When_the_topology_of_the_page_is_built_Then_it_is_valid()
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => FileSpout.Matching("/data/in", "*.log", new FileSpoutOptions { WithOrigin = true }), parallelism: 4);
        builder.SetSpout("orders", () => new SocketSpout("feed.example", 7000, "/data/log", new SocketSpoutOptions { Acknowledge = true }));
        builder.SetSpout("numbers", () => new SequenceSpout(1, 1_000_000), parallelism: 2);
        builder.SetBolt("archive", () => new FileSink("/data/out", input => input.GetString("line")), parallelism: 2)
            .ShuffleGrouping("lines").SetTickInterval(TimeSpan.FromSeconds(30));
        builder.SetBolt("table", () => new SqlSink(
                () => new SqliteConnection("Data Source=/data/numbers.db"),
                "INSERT INTO numbers (number) VALUES (@number) ON CONFLICT (number) DO NOTHING"))
            .ShuffleGrouping("numbers");
        builder.SetBolt("last", () => new LastLineSink(new Dictionary<string, string>())).FieldsGrouping("orders", new Fields("line"));

        Assert.Equal(6, builder.Build().Components.Count);
    }

    [Fact]
    public void When_the_upserting_sink_of_the_page_ticks_Then_the_store_has_the_last_values()
    {
        var store = new Dictionary<string, string>();
        var run = new SinkRun(new LastLineSink(store), DeliveryGuarantee.AtLeastOnce);

        foreach (var line in new[] { "a=1", "b=2", "a=3" })
            run.Bolt.Execute(Tuples.Of(new Fields("line"), line));
        run.Tick();

        Assert.Equal([("a", "3"), ("b", "2")], store.Select(entry => (entry.Key, entry.Value)).Order());
    }

    [Fact]
    public void When_the_source_of_the_page_is_restored_Then_it_goes_on()
    {
        var first = new SpoutRun(new ListSpout(["a", "b", "c"]), DeliveryGuarantee.EffectivelyOnce);
        Assert.Equal(["a", "b"], first.TakeTexts(2));

        Assert.Equal(["c"], new SpoutRun(new ListSpout(["a", "b", "c"]), DeliveryGuarantee.EffectivelyOnce, first.Save(1)).TakeTexts());
    }

    private sealed class LastLineSink(IDictionary<string, string> store) : IdempotentSink<string>
    {
        protected override string KeyOf(StreamTuple input) => input.GetString("line").Split('=')[0];

        protected override void Upsert(IReadOnlyDictionary<string, StreamTuple> last)
        {
            foreach (var (key, input) in last)
                store[key] = input.GetString("line").Split('=')[1];
        }
    }

    private sealed class ListSpout(IReadOnlyList<string> items) : PositionedSpout<string>
    {
        protected override Fields OutputFields => new("word");

        protected override IReadOnlyCollection<string> ListSplits(int taskIndex, int taskCount) => taskIndex == 0 ? ["all"] : [];

        protected override SplitReader<string> Open(string split, long? position) => new Reader(items, (int)(position ?? 0));

        protected override void SetValues(in SourceItem<string> item, Span<Value> values) => values[0] = item.Item;

        private sealed class Reader(IReadOnlyList<string> items, int next) : SplitReader<string>
        {
            private int _next = next;

            public override long Position => _next;

            public override bool IsEnded => _next == items.Count;

            public override bool TryRead(out string item)
            {
                item = IsEnded ? "" : items[_next];
                if (IsEnded)
                    return false;
                _next++;
                return true;
            }
        }
    }
}
