namespace Topology.Runtime.Execution;

/// <summary>Where an executor is in its life.</summary>
public enum ExecutorPhase
{
    /// <summary>No instance was made yet.</summary>
    New,

    /// <summary>All tasks are prepared.</summary>
    Running,

    /// <summary>User code threw; waits for <see cref="ComponentExecutor.Start"/>. What is queued stays queued.</summary>
    Failed,

    /// <summary>Ended; nothing happens any more.</summary>
    Stopped,
}
