using Akka.Actor;
using Topology.Clustering.Protocol;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Worker;

/// <summary>Passes what happens to executors on to their actors.</summary>
internal sealed class EngineObserver(int executors) : IExecutorObserver
{
    /// <summary>By the executors' ids; set before any starts.</summary>
    public IActorRef[] Actors { get; } = new IActorRef[executors];

    /// <summary>Set before any executor starts.</summary>
    public IActorRef Topology { get; set; } = ActorRefs.Nobody;

    public void Prepared(ComponentExecutor executor) => Actors[executor.Plan.Id].Tell(new TasksPrepared());

    public void Failed(ComponentExecutor executor, ComponentException cause) => Actors[executor.Plan.Id].Tell(new TasksFailed(cause));

    public void Stopped(ComponentExecutor executor) => Actors[executor.Plan.Id].Tell(new TasksStopped());

    public void Drained() => Topology.Tell(new SourcesDrained(), Actors[0]); // tells whose it is: a rebalance makes another engine
}
