using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Figures;

/// <summary>Latency and processor time of the chain at a fixed rate. Ours and the baseline run one after the other, never together.</summary>
internal static class PacedFigures
{
    public static Reading Latency(Repeat repeat) => new(Ours(repeat).P99, Channels(repeat).P99);

    public static Reading Cpu(Repeat repeat) => new(Ours(repeat).CpuPercent, Channels(repeat).CpuPercent);

    /// <summary>How late watermarks are beside the tuples that bring them about.</summary>
    public static Reading WatermarkLag(Repeat repeat)
    {
        var window = Workloads.MeasurePaced(repeat, "paced watermarks");
        return new(window.WatermarkP99, window.P99, $"CPU {window.CpuPercent:0} %, without watermarks {Ours(repeat).CpuPercent:0} %");
    }

    private static PacedWindow Ours(Repeat repeat) => Workloads.MeasurePaced(repeat, "paced");

    private static PacedWindow Channels(Repeat repeat) => Workloads.MeasurePaced(repeat, "paced channels");
}
