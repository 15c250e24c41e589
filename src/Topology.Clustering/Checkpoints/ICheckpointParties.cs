using Topology.Runtime.Execution;

namespace Topology.Clustering.Checkpoints;

/// <summary>The executors that take part in checkpoints, wherever they are.</summary>
internal interface ICheckpointParties
{
    /// <summary>Those without input send the barrier.</summary>
    void Begin(long checkpoint);

    /// <summary>All are told that it is complete.</summary>
    void Complete(long checkpoint);

    /// <summary>All are told that it is given up.</summary>
    void Abort(long checkpoint);
}

/// <summary>All in one engine.</summary>
internal sealed class EngineParties(TopologyEngine engine) : ICheckpointParties
{
    public void Begin(long checkpoint) => engine.BeginCheckpoint(checkpoint);

    public void Complete(long checkpoint) => engine.CompleteCheckpoint(checkpoint);

    public void Abort(long checkpoint) => engine.AbortCheckpoint(checkpoint);
}
