using Akka.Actor;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Checkpoints;

/// <summary>The executors of all workers of one generation. A message may be lost, so the last order is told again until the next one follows. Owned by the leading actor, but for <see cref="Repeat"/>
/// whatever thread calls.</summary>
internal sealed class WorkerParties(string topologyId, long generation, IReadOnlyList<ICanTell> workers) : ICheckpointParties
{
    private volatile CheckpointOrder? _last;

    public void Begin(long checkpoint) => Tell(CheckpointStep.Begin, checkpoint);

    public void Complete(long checkpoint) => Tell(CheckpointStep.Complete, checkpoint);

    public void Abort(long checkpoint) => Tell(CheckpointStep.Abort, checkpoint);

    /// <summary>Tells the last order again. Any thread.</summary>
    public void Repeat()
    {
        if (_last is not { } order)
            return;
        foreach (var worker in workers)
            worker.Tell(order, ActorRefs.NoSender);
    }

    private void Tell(CheckpointStep step, long checkpoint)
    {
        _last = new CheckpointOrder(topologyId, generation, step, checkpoint);
        Repeat();
    }
}
