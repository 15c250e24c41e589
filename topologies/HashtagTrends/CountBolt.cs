using System.Runtime.InteropServices;
using Topology;

namespace HashtagTrends;

/// <summary>Counts the hashtags that come to this task and emits each new count.</summary>
public sealed class CountBolt : BasicBolt
{
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("hashtag", "count"));

    public override void Execute(StreamTuple input, BasicOutputCollector collector)
    {
        var hashtag = input.GetString(0);
        var count = ++CollectionsMarshal.GetValueRefOrAddDefault(counts, hashtag, out _);
        collector.Emit(hashtag, count);
    }
}
