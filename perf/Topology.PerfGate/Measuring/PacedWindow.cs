namespace Topology.PerfGate.Measuring;

/// <summary>A workload that emits at a fixed rate.</summary>
internal interface IPacedWorkload : IWorkload
{
    /// <summary>Where its sink records.</summary>
    LatencyProbe Probe { get; }

    /// <summary>Where it records how late watermarks are; null: it has none.</summary>
    LatencyProbe? WatermarkProbe => null;
}

/// <summary>What a paced workload did.</summary>
/// <param name="P99">From the scheduled emit to the sink, microseconds.</param>
/// <param name="CpuPercent">Of one core, whole process.</param>
/// <param name="WatermarkP99">From the scheduled emit of a tuple to the watermark it brings about at the sink, microseconds; NaN without watermarks.</param>
internal readonly record struct PacedWindow(double P99, double CpuPercent, double WatermarkP99 = double.NaN)
{
    /// <summary>Measures one that runs already.</summary>
    public static PacedWindow Measure(IPacedWorkload workload, GateParameters parameters)
    {
        workload.Probe.Open();
        workload.WatermarkProbe?.Open();
        var window = Window.Measure(() => workload.Count, parameters.PacedWindow);
        var result = new PacedWindow(workload.Probe.Close(), window.CpuPercent, workload.WatermarkProbe?.Close() ?? double.NaN);
        if (window.Rate < parameters.PacedRate * 0.9)
            throw new InvalidOperationException($"{workload.GetType().Name} kept up only {window.Rate:0} of {parameters.PacedRate} tuples/s.");
        return result;
    }

    /// <summary>Starts one, warms it up, measures and stops it.</summary>
    public static PacedWindow Measure(Func<IPacedWorkload> start, GateParameters parameters)
    {
        GC.Collect(); // what the workload before has left is not this one's cost
        using var workload = start();
        Thread.Sleep(parameters.WarmUp);
        return Measure(workload, parameters);
    }
}
