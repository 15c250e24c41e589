using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate.Figures;

/// <summary>Bolts that block without saying so: they must get as far as on threads of their own, and a second topology in the same
/// cluster must hardly notice.</summary>
internal static class BlockingFigure
{
    private const int Executors = 8;
    private const double NeighbourFactor = 10; // its p99 may grow this much

    private static readonly TimeSpan Block = TimeSpan.FromMilliseconds(5);

    public static Reading Measure(Repeat repeat)
    {
        var parameters = repeat.Parameters;
        using var neighbour = new PacedTopologyChain(parameters.PacedRate);
        Thread.Sleep(parameters.WarmUp);
        var alone = PacedWindow.Measure(neighbour, parameters);

        var counters = SubmitBlocking(neighbour.Run);
        Thread.Sleep(parameters.WarmUp);
        var together = default(PacedWindow);
        var window = Window.Around(() => counters.Count, () => together = PacedWindow.Measure(neighbour, parameters));

        return new Reading(window.Rate, Executors / Block.TotalSeconds, $"(p99 of the neighbour {Report.Number(alone.P99)} → {Report.Number(together.P99)} µs)")
        {
            Side = new SideCondition("p99 of the neighbour ÷ alone", together.P99 / alone.P99, NeighbourFactor),
        };
    }

    private static SinkCounters SubmitBlocking(LocalRun run)
    {
        var counters = new SinkCounters();
        var builder = new TopologyBuilder();
        builder.SetSpout("source", () => new ConstantSpout(isTracked: false));
        builder.SetBolt("block", () => new SleepingSink(counters, Block), Executors).ShuffleGrouping("source");
        run.Submit("blocking", builder);
        return counters;
    }
}
