using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Worker;

/// <summary>Makes the engine of a plan.</summary>
internal delegate TopologyEngine EngineFactory(TopologyPlan plan, IExecutorObserver observer, ICheckpointSink checkpoints);

/// <summary>An engine and the actors that answer for its executors. A rebalance makes another. Owned by the topology's actor.</summary>
internal sealed class HostedEngine
{
    private readonly EngineFactory _factory;
    private readonly int _number;
    private readonly EngineObserver _observer;
    private int _telling;

    /// <summary>Makes the engine; nothing runs before the actors exist and are told to.</summary>
    /// <param name="plan">What it runs.</param>
    /// <param name="factory">Makes it, and those after it.</param>
    /// <param name="number">Of the engine within the topology, from 0.</param>
    public HostedEngine(TopologyPlan plan, EngineFactory factory, int number = 0)
    {
        _factory = factory;
        _number = number;
        _observer = new EngineObserver(plan.Executors.Count);
        Engine = factory(plan, _observer, Checkpoints);
    }

    public TopologyEngine Engine { get; }

    /// <summary>Of the engine within the topology, from 0.</summary>
    public int Number => _number;

    /// <summary>Whom executors tell of checkpoints; whoever coordinates them is set before any executor starts.</summary>
    public CheckpointSink Checkpoints { get; } = new();

    /// <summary>Another engine in its place, for the same topology.</summary>
    public HostedEngine Next(TopologyPlan plan) => new(plan, _factory, _number + 1);

    /// <summary>Makes the actors, as children of the topology's actor.</summary>
    /// <param name="context">Of the topology's actor.</param>
    /// <param name="time">The cluster's.</param>
    /// <param name="log">For what happens to executors.</param>
    /// <param name="recovery">What follows when one fails.</param>
    public void CreateActors(IActorContext context, TimeProvider time, ILogger log, ExecutorRecovery recovery)
    {
        _observer.Topology = context.Self;
        var restart = Engine.Plan.Config.Restart;
        foreach (var executor in Engine.Executors)
        {
            var props = Props.Create(() => new ExecutorActor(executor, restart, recovery, time, log));
            _observer.Actors[executor.Plan.Id] = context.ActorOf(props, $"executor-{_number}-{executor.Plan.Id}"); // an actor that is ending still has its name
        }
    }

    /// <summary>Ends the actors; after the executors have stopped or are given up.</summary>
    public void StopActors(IActorContext context)
    {
        foreach (var actor in _observer.Actors)
            context.Stop(actor);
    }

    /// <summary>Whether a message is about this engine: a former one's executors may still have something to say.</summary>
    public bool Has(IActorRef sender) => _observer.Actors.Contains(sender);

    public void TellAll(object message) => Tell(Enumerable.Range(0, _observer.Actors.Length), message);

    public void Tell(IEnumerable<int> executors, object message)
    {
        foreach (var executor in executors.ToArray())
            _observer.Actors[executor].Tell(message);
    }

    /// <summary>Lets the spouts emit, or stops them; <see cref="ActivityChanged"/> follows.</summary>
    public void SetActive(bool isActive, TaskCompletionSource? reply)
    {
        _telling++;
        var (topology, sender) = (_observer.Topology, _observer.Actors[0]);
        Engine.SetActive(isActive, () => topology.Tell(new ActivityChanged(reply), sender));
    }

    /// <summary>An <see cref="ActivityChanged"/> has come.</summary>
    public void Told() => _telling--;

    /// <summary>Whether spouts have not yet said that they know.</summary>
    public bool IsTelling => _telling > 0;

    /// <summary>The names of executors, for people.</summary>
    public string NamesOf(IEnumerable<int> executors) => string.Join(", ", executors.Select(id => Engine.Executors[id].Name));
}
