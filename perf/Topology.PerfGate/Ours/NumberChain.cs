using Topology.PerfGate.Measuring;
using Topology.Streams;

namespace Topology.PerfGate.Ours;

/// <summary>Numbers through one bolt that transforms, filters and multiplies them, to a sink that counts: the bolt by hand, or three fused operators of the stream API.</summary>
internal sealed class NumberChain : IWorkload
{
    private readonly LocalRun _run = new();
    private readonly SinkCounters _sinks = new();

    public NumberChain(bool isFused)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new NumberSpout());
        if (isFused)
            AddOperators(builder);
        else
            AddByHand(builder);
        _run.Submit("numbers", builder);
    }

    public long Count => _sinks.Count;

    public void Dispose()
    {
        _run.EnsureHealthy();
        _run.Dispose();
    }

    private void AddByHand(TopologyBuilder builder)
    {
        builder.SetBolt("work", () => new NumberBolt()).ShuffleGrouping("source");
        builder.SetBolt("sink", () => new NumberSink(_sinks)).ShuffleGrouping("work");
    }

    private void AddOperators(TopologyBuilder builder)
    {
        var program = new StreamBuilder();
        program.FromComponent("source", tuple => tuple.GetInt64(0)).WithName("work")
            .Select(number => NumberWork.Transform(number))
            .Where(number => NumberWork.IsWanted(number))
            .SelectMany(number => NumberWork.Multiply(number))
            .To(() => new NumberSink(_sinks)).WithName("sink");
        program.AddTo(builder);
    }
}
