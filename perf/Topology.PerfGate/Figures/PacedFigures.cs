using Topology.PerfGate.Baselines;
using Topology.PerfGate.Measuring;
using Topology.PerfGate.Ours;

namespace Topology.PerfGate.Figures;

/// <summary>Latency and processor time of the chain at a fixed rate. Ours and the baseline run one after the other, never together.</summary>
internal static class PacedFigures
{
    public static Reading Latency(Repeat repeat) => new(Ours(repeat).P99, Channels(repeat).P99);

    public static Reading Cpu(Repeat repeat) => new(Ours(repeat).CpuPercent, Channels(repeat).CpuPercent);

    private static PacedWindow Ours(Repeat repeat) => repeat.Once(
        "paced", parameters => PacedWindow.Measure(() => new PacedTopologyChain(parameters.PacedRate), parameters));

    private static PacedWindow Channels(Repeat repeat) => repeat.Once(
        "paced channels", parameters => PacedWindow.Measure(() => new PacedChannelChain(parameters.PacedRate), parameters));
}
