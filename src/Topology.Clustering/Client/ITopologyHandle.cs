namespace Topology.Clustering;

/// <summary>A submitted topology. Thread-safe; also usable after the topology's end, which then answers with the last state.</summary>
public interface ITopologyHandle
{
    /// <summary>Unique among all submissions.</summary>
    string Id { get; }

    /// <summary>The name it was submitted under; free again after the end.</summary>
    string Name { get; }

    /// <summary>Ends when the topology is Completed or Killed; faults with the first cause when it is Failed.</summary>
    Task Completion { get; }

    /// <summary>Where the topology is in its life.</summary>
    Task<TopologyStatus> GetStatusAsync(CancellationToken token = default);

    /// <summary>Lets spouts emit. Ends once all have been told; nothing happens if it is active already.</summary>
    /// <exception cref="InvalidOperationException">The topology has ended.</exception>
    Task ActivateAsync(CancellationToken token = default);

    /// <summary>Stops spouts from emitting; what is in flight goes on. Ends once all have stopped.</summary>
    /// <exception cref="InvalidOperationException">The topology has ended.</exception>
    Task DeactivateAsync(CancellationToken token = default);

    /// <summary>Ends the topology: spouts stop, tuples in flight get the time given, components are cleaned up.</summary>
    /// <param name="wait">The longest time for tuples in flight; null: the message time-out. The wait ends early when nothing is in flight.</param>
    /// <param name="token">Gives up waiting, not the kill.</param>
    Task KillAsync(TimeSpan? wait = null, CancellationToken token = default);

    /// <summary>Exact counts and latency percentiles.</summary>
    Task<TopologyMetrics> GetMetricsAsync(CancellationToken token = default);

    /// <summary>The last errors of each component, oldest first.</summary>
    Task<IReadOnlyList<ComponentError>> GetErrorsAsync(CancellationToken token = default);
}
