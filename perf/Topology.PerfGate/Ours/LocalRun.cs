using Topology.Clustering;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Ours;

/// <summary>A cluster in this process with one topology, or several, for the main thread.</summary>
/// <param name="dataFolder">Where it keeps checkpoints; null: in memory.</param>
internal sealed class LocalRun(string? dataFolder = null) : IDisposable
{
    private readonly LocalCluster _cluster = Blocking.Wait(LocalCluster.StartAsync(new LocalClusterOptions { DataFolder = dataFolder }), "LocalCluster.StartAsync");
    private readonly List<ITopologyHandle> _handles = [];

    public void Submit(string name, TopologyBuilder builder, TopologyConfig? config = null) =>
        _handles.Add(Blocking.Wait(_cluster.SubmitAsync(name, config ?? new TopologyConfig(), builder.Build()), $"the submission of {name}"));

    /// <summary>How the checkpoints of the first topology go.</summary>
    public CheckpointReport Checkpoints => Blocking.Wait(_handles[0].GetCheckpointsAsync(), "GetCheckpointsAsync");

    /// <summary>Throws if a component has thrown or reported anything: what was measured is then no figure.</summary>
    public void EnsureHealthy()
    {
        foreach (var handle in _handles)
        {
            var errors = Blocking.Wait(handle.GetErrorsAsync(), "GetErrorsAsync");
            if (errors.Count > 0)
                throw new InvalidOperationException($"{handle.Name}: {errors[0].Component}: {errors[0].Message}");
            var spouts = Blocking.Wait(handle.GetMetricsAsync(), "GetMetricsAsync").Components.Where(metrics => metrics.Kind == ComponentKind.Spout);
            if (spouts.Sum(metrics => metrics.Failed + metrics.TimedOut) is var lost and > 0)
                throw new InvalidOperationException($"{handle.Name}: {lost} tuples failed or timed out.");
        }
    }

    /// <summary>Ends everything at once.</summary>
    public void Dispose() => Blocking.Wait(_cluster.DisposeAsync().AsTask(), "LocalCluster.DisposeAsync");
}
