using System.Diagnostics;

namespace Topology.PerfGate.Measuring;

/// <summary>What happened during one measuring window.</summary>
/// <param name="Elapsed">The window's length as it turned out.</param>
/// <param name="Tuples">Tuples that arrived.</param>
/// <param name="AllocatedBytes">Bytes allocated by the whole process.</param>
/// <param name="Cpu">Processor time of the whole process.</param>
internal readonly record struct Window(TimeSpan Elapsed, long Tuples, long AllocatedBytes, TimeSpan Cpu)
{
    /// <summary>Tuples per second.</summary>
    public double Rate => Tuples / Elapsed.TotalSeconds;

    /// <summary>Bytes.</summary>
    public double AllocatedPerTuple => (double)AllocatedBytes / Math.Max(1, Tuples);

    /// <summary>Percent of one core.</summary>
    public double CpuPercent => 100 * Cpu / Elapsed;

    /// <summary>Sleeps for the duration and says what happened meanwhile.</summary>
    /// <remarks>Blocks on purpose: the caller is the main thread. A measurer on a pool thread would take it from the baselines.</remarks>
    public static Window Measure(Func<long> count, TimeSpan duration) => Around(count, () => Thread.Sleep(duration));

    /// <summary>Says what happened while the action ran.</summary>
    public static Window Around(Func<long> count, Action action)
    {
        var cpu = Environment.CpuUsage.TotalTime; // microseconds; Process.TotalProcessorTime has steps of 10 ms
        var allocated = GC.GetTotalAllocatedBytes();
        var tuples = count();
        var start = Stopwatch.GetTimestamp();
        action();
        var elapsed = Stopwatch.GetElapsedTime(start);
        tuples = count() - tuples;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        return new Window(elapsed, tuples, allocated, Environment.CpuUsage.TotalTime - cpu);
    }

    /// <summary>Starts a workload, warms it up, measures it and stops it.</summary>
    public static Window Measure(Func<IWorkload> start, GateParameters parameters)
    {
        GC.Collect(); // what the workload before has left is not this one's cost
        using var workload = start();
        Thread.Sleep(parameters.WarmUp);
        var window = Measure(() => workload.Count, parameters.Window);
        if (window.Tuples == 0)
            throw new InvalidOperationException($"{workload.GetType().Name}: no tuple arrived within {window.Elapsed.TotalSeconds:0.0} s.");
        return window;
    }
}
