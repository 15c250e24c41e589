using Topology.PerfGate.Measuring;
using Topology.Streams;

namespace Topology.PerfGate.Ours;

/// <summary>The word count written with the stream API. Tracked.</summary>
internal sealed class StreamWordCount : IWorkload
{
    private readonly LocalRun _run = new();
    private readonly SinkCounters _words = new();

    /// <summary>Starts it.</summary>
    /// <param name="isSplitAtSource">Whether lines are split in the one task of the source, where operators run that have no parallelism of their own; else in two, as the bolts do it.</param>
    public StreamWordCount(bool isSplitAtSource)
    {
        var program = new StreamBuilder { DefaultParallelism = 2 };
        var words = program.From(() => new LineSpout(), values => values[0].AsString()).SelectMany(WordText.Split);
        (isSplitAtSource ? words : words.WithParallelism(2))
            .KeyBy(word => word)
            .Count()
            .ForEachTask(_ => Counting(_words.Add()));
        var builder = new TopologyBuilder();
        program.AddTo(builder);
        _run.Submit("wordcount", builder, new TopologyConfig { AckerExecutors = 1 });
    }

    public long Count => _words.Count;

    public void Dispose()
    {
        _run.EnsureHealthy();
        _run.Dispose();
    }

    private static Action<KeyValuePair<string, long>> Counting(SinkCounter words) => _ => words.Add();
}
