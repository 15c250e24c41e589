using System.Diagnostics;
using Topology.Clustering;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Clustered;

/// <summary>A topology on a <see cref="PerfCluster"/>, for the main thread.</summary>
internal sealed class ClusterTopology(TopologyClient client, ITopologyHandle handle)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Its worker processes.</summary>
    public IReadOnlyList<WorkerInfo> Workers => Blocking.Wait(client.GetInfoAsync(handle.Id), "GetInfoAsync").Workers;

    public void WaitUntilActive() => PerfCluster.WaitFor($"{handle.Name} is active", () => Blocking.Wait(handle.GetStatusAsync(), "GetStatusAsync") switch
    {
        TopologyStatus.Active => true,
        TopologyStatus.Failed => throw new InvalidOperationException($"{handle.Name} has failed: {Blocking.Wait(client.GetInfoAsync(handle.Id), "GetInfoAsync").Cause}"),
        _ => false,
    });

    /// <summary>Throws unless its work is on so many workers.</summary>
    public void EnsureSpread(int workers)
    {
        var used = Workers.Count(worker => worker.ProcessId != 0 && worker.Executors > 0);
        if (used != workers)
            throw new InvalidOperationException($"{handle.Name} has executors on {used} workers, not on {workers}.");
    }

    /// <summary>Tuples a component executes per second.</summary>
    /// <remarks>Workers report once a second, so the window begins and ends when a report arrives: it is longer than asked for by up to a second, and what the
    /// other workers have not reported yet is about the same at both ends.</remarks>
    public double RateOf(string component, TimeSpan window)
    {
        var (start, before) = NextReport(component);
        Thread.Sleep(window);
        var (end, after) = NextReport(component);
        return (after - before) / Stopwatch.GetElapsedTime(start, end).TotalSeconds;
    }

    /// <summary>Processor time of all workers together, in percent of one core.</summary>
    public double CpuPercentDuring(TimeSpan window)
    {
        int[] ids = [.. Workers.Select(worker => worker.ProcessId)];
        var start = Stopwatch.GetTimestamp();
        var before = ids.Sum(id => OwnProcesses.CpuOf(id).TotalSeconds);
        Thread.Sleep(window);
        var after = ids.Sum(id => OwnProcesses.CpuOf(id).TotalSeconds);
        return 100 * (after - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Throws if anything has gone wrong: what was measured is then no figure.</summary>
    public void EnsureHealthy()
    {
        var errors = Blocking.Wait(handle.GetErrorsAsync(), "GetErrorsAsync");
        if (errors.Count > 0)
            throw new InvalidOperationException($"{handle.Name}: {errors[0].Component}: {errors[0].Message}");
        var metrics = Blocking.Wait(handle.GetMetricsAsync(), "GetMetricsAsync");
        if (metrics.Failed + metrics.TimedOut is var lost and > 0)
            throw new InvalidOperationException($"{handle.Name}: {lost} tuples failed or timed out.");
    }

    /// <summary>Ends it in order: components are cleaned up.</summary>
    public void Kill() => Blocking.Wait(handle.KillAsync(TimeSpan.FromSeconds(5)), $"the end of {handle.Name}", Patience);

    /// <summary>Tuples a component has executed, as last reported.</summary>
    public long Executed(string component) => Blocking.Wait(handle.GetMetricsAsync(), "GetMetricsAsync")[component].Executed;

    private (long Time, long Executed) NextReport(string component)
    {
        var known = Executed(component);
        var now = known;
        PerfCluster.WaitFor($"{component} has executed more", () =>
        {
            Thread.Sleep(Pause);
            return (now = Executed(component)) != known;
        });
        return (Stopwatch.GetTimestamp(), now);
    }
}
