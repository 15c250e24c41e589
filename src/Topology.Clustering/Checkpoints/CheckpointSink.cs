using Akka.Actor;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Checkpoints;

/// <summary>Passes what executors say of checkpoints on to the actor.</summary>
internal sealed class CheckpointSink : ICheckpointSink
{
    /// <summary>Set before any executor starts.</summary>
    public IActorRef Actor { get; set; } = ActorRefs.Nobody;

    public void Taken(ComponentExecutor executor, ExecutorSnapshot snapshot) => Actor.Tell(new SnapshotTaken(snapshot));

    public void Settled(ComponentExecutor executor, long checkpoint) => Actor.Tell(new CheckpointSettled(executor.Plan.Id, checkpoint));

    public void Wanted() => Actor.Tell(new CheckpointsWanted());

    public void Needed() => Actor.Tell(new CheckpointNeeded());
}
