using System.Runtime.InteropServices;
using Topology;

namespace WordCountExactlyOnce;

/// <summary>Counts the words that come to this task in its state. Before each checkpoint it emits, for each word, how often it has come since the last one.</summary>
/// <remarks>What it emits then belongs to the checkpoint: the barrier follows it. What has come since is therefore never kept over a failure: those words come again.</remarks>
public sealed class CountBolt : StatefulBolt<IKeyValueState<string, long>>, ICheckpointListener
{
    private readonly Dictionary<string, long> fresh = new(StringComparer.Ordinal);
    private IKeyValueState<string, long> counts = null!; // set by InitState, which comes before any other call
    private OutputCollector collector = null!; // set by Prepare, likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word", "count"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => this.collector = collector;

    public override void InitState(IKeyValueState<string, long> state) => counts = state;

    public override void Execute(StreamTuple input)
    {
        var word = input.GetString(0);
        counts.Put(word, counts.Get(word) + 1);
        CollectionsMarshal.GetValueRefOrAddDefault(fresh, word, out _)++;
        collector.Ack(input);
    }

    public void BeforeCheckpoint(long checkpointId)
    {
        foreach (var (word, count) in fresh)
            collector.Emit(word, count);
        fresh.Clear();
    }

    public void CheckpointCompleted(long checkpointId)
    {
    }
}
