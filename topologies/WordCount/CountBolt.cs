using System.Runtime.InteropServices;
using Topology;

namespace WordCount;

/// <summary>
/// Counts the words that come to this task and emits each new count. The counts live in memory: a restart of this
/// executor begins again at zero, and a replayed line is counted again (at least once).
/// </summary>
public sealed class CountBolt : BasicBolt
{
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word", "count"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        var word = input.GetString(0);
        var count = ++CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _);
        collector.Emit(word, count);
    }
}
