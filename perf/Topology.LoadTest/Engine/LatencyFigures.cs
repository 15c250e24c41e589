using HdrHistogram;

namespace Topology.LoadTest.Engine;

/// <summary>Milliseconds; all zero if there was nothing to measure.</summary>
internal sealed record LatencyFigures(double Mean, double P50, double P75, double P90, double P95, double P99, double P999, double P9999, double Max)
{
    private const double MicrosecondsPerMillisecond = 1000;

    /// <param name="histogram">In microseconds.</param>
    public static LatencyFigures Of(HistogramBase histogram)
    {
        if (histogram.TotalCount == 0)
            return new LatencyFigures(0, 0, 0, 0, 0, 0, 0, 0, 0);
        double At(double percentile) => histogram.GetValueAtPercentile(percentile) / MicrosecondsPerMillisecond;
        return new LatencyFigures(
            histogram.GetMean() / MicrosecondsPerMillisecond, At(50), At(75), At(90), At(95), At(99), At(99.9), At(99.99), histogram.GetMaxValue() / MicrosecondsPerMillisecond);
    }

    /// <summary>Each figure with its name, for tables.</summary>
    public IEnumerable<(string Name, double Milliseconds)> Rows() =>
    [
        ("mean", Mean), ("50 %", P50), ("75 %", P75), ("90 %", P90), ("95 %", P95), ("99 %", P99), ("99.9 %", P999), ("99.99 %", P9999), ("slowest", Max),
    ];
}
