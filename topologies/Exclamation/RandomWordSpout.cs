using Topology;

namespace Exclamation;

/// <summary>
/// Emits random words, tracked, at a steady rate. Nothing is replayed: a lost random word is as good as another.
/// </summary>
/// <param name="wordsPerSecond">The rate of each task, in words a second.</param>
/// <param name="limit">How many words each task emits before it completes; 0 for no end.</param>
/// <param name="seed">The same seed gives the same words.</param>
public sealed class RandomWordSpout(int wordsPerSecond, int limit, int seed) : Spout
{
    private static readonly string[] Words = ["nathan", "mike", "jackson", "golda", "bertels"];

    private SpoutOutputCollector collector = null!; // set by Prepare, which comes before any other call
    private TimeProvider time = TimeProvider.System;
    private Random random = new(seed);
    private long started;
    private long emitted;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        this.collector = collector;
        time = context.TimeProvider;
        random = new Random(seed + context.ThisTaskIndex);
        started = time.GetTimestamp();
    }

    public override void Execute()
    {
        // The runtime asks an idle spout again after 1 to 20 ms, so this catches up with what has become due since.
        var due = 1 + (long)(time.GetElapsedTime(started).TotalSeconds * wordsPerSecond);
        if (limit > 0 && due > limit)
            due = limit;

        if (emitted < due)
        {
            collector.EmitWithId(emitted, Words[random.Next(Words.Length)]);
            if (++emitted == limit)
                collector.Complete();
        }
    }
}
