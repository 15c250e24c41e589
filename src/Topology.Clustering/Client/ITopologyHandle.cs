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

    /// <summary>Gives the topology's tasks to other executors and workers: spouts stop, tuples in flight get the time given, components are cleaned up and
    /// made anew. Ends once the topology is as active as before. Components begin with new instances: what they hold in memory is lost, and a
    /// source of theirs that had ended begins again. Trees that are still in flight after the wait count as failed.</summary>
    /// <param name="options">What is to change.</param>
    /// <param name="token">Gives up waiting, not the rebalance.</param>
    /// <exception cref="InvalidTopologyException">A component that does not exist, or fewer than 1 or more executors than it has tasks; nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Less than one worker, or a negative wait; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The topology is being rebalanced already, or has ended, also if it did so meanwhile.</exception>
    Task RebalanceAsync(RebalanceOptions options, CancellationToken token = default);

    /// <summary>How the topology's checkpoints go. After the end: the last state in a local cluster, nothing on others.</summary>
    Task<CheckpointReport> GetCheckpointsAsync(CancellationToken token = default);

    /// <summary>Takes a checkpoint now and writes it to a file, as a savepoint: nobody deletes it, any cluster can begin with it.</summary>
    /// <param name="file">Replaced if it exists; its folder must exist.</param>
    /// <param name="token">Gives up waiting.</param>
    /// <exception cref="TopologyException">The checkpoint failed, or the file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The topology has ended.</exception>
    Task SaveAsync(string file, CancellationToken token = default);

    /// <summary>Exact counts and latency percentiles.</summary>
    Task<TopologyMetrics> GetMetricsAsync(CancellationToken token = default);

    /// <summary>The last errors of each component, oldest first.</summary>
    Task<IReadOnlyList<ComponentError>> GetErrorsAsync(CancellationToken token = default);
}
