using System.Runtime.InteropServices;
using Topology;

namespace Ingest;

/// <summary>Adds up the amounts of the keys that come to this task and emits each new total.</summary>
public sealed class CountBolt : BasicBolt
{
    private readonly Dictionary<string, long> totals = new(StringComparer.Ordinal);

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "total"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        var key = input.GetString(0);
        var total = CollectionsMarshal.GetValueRefOrAddDefault(totals, key, out _) += input.GetInt64(1);
        collector.Emit(key, total);
    }
}
