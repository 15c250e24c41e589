using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Worker;

/// <summary>The engine of a worker and the actors that answer for its executors, which come and go. Owned by the worker's actor.</summary>
internal sealed class WorkerEngine : IDisposable
{
    private readonly EngineObserver _observer;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HashSet<int> _leaving = []; // removed, and not stopped yet
    private static int _actors; // made so far in this process: makes their names unique

    /// <summary>Makes the engine with what is to be here; nothing runs yet.</summary>
    public WorkerEngine(WorkerParts parts, TopologyPlan plan, Placement placement, int workers)
    {
        var (spec, clock, loggers) = (parts.Spec, parts.Clock, parts.Loggers);
        _observer = new EngineObserver(plan.Executors.Count);
        _time = clock.Provider;
        _log = loggers.CreateLogger("Topology");
        Engine = new TopologyEngine(new EngineSettings
        {
            TopologyId = spec.TopologyId,
            TopologyName = spec.TopologyName,
            Plan = plan,
            Clock = clock,
            Scheduler = parts.Threads,
            Observer = _observer,
            Loggers = loggers,
            Arguments = parts.Topology.Arguments,
            Placement = placement,
            Workers = workers,
            Checkpoints = Checkpoints,
            Serializer = parts.Serializer,
            Storage = parts.Storage,
            Seed = (ulong)Random.Shared.NextInt64(),
        });
    }

    public TopologyEngine Engine { get; }

    /// <summary>Whom executors tell of checkpoints.</summary>
    public CheckpointSink Checkpoints { get; } = new();

    /// <summary>What follows when an executor fails; set before any starts.</summary>
    public ExecutorRecovery Recovery { get; set; } = ExecutorRecovery.Anew;

    /// <summary>Makes an actor for each executor that is here.</summary>
    public void CreateActors(IActorContext context) => CreateActors(context, Engine.Executors);

    /// <summary>Has executors start their tasks; what has moved meanwhile does not.</summary>
    public void Start(IEnumerable<ComponentExecutor> executors, IReadOnlyDictionary<int, TaskRestore> restored)
    {
        foreach (var executor in executors.Intersect(Engine.Executors))
            _observer.Actors[executor.Plan.Id].Tell(new StartExecutor(restored));
    }

    /// <summary>Whether a message comes from an actor of this engine.</summary>
    public bool Has(IActorRef sender) => _observer.Actors.Contains(sender);

    /// <summary>Stops every executor without Cleanup: another engine follows.</summary>
    public void StopAll()
    {
        foreach (var executor in Engine.Executors)
            executor.Stop(cleanup: false);
    }

    /// <summary>Whether every executor has stopped. Any thread.</summary>
    public bool HasStopped => Engine.Executors.All(executor => executor.Phase == ExecutorPhase.Stopped);

    /// <summary>Ends the actors, once the executors have stopped or are given up.</summary>
    public void StopActors(IActorContext context)
    {
        foreach (var actor in _observer.Actors.Where(actor => actor is not null))
            context.Stop(actor);
    }

    /// <summary>Makes actors for executors that had some in another actor system. What they missed meanwhile is made up for.</summary>
    /// <returns>Executors that are prepared, and such that have stopped. Those that are neither are to be started.</returns>
    public (IReadOnlyList<int> Prepared, IReadOnlyList<int> Stopped) Readopt(IActorContext context)
    {
        ComponentExecutor[] all = [.. Engine.Executors];
        CreateActors(context, all);
        foreach (var executor in Engine.Former.Where(executor => _leaving.Contains(executor.Plan.Id) && executor.Phase == ExecutorPhase.Stopped))
            Engine.Forget(executor);
        return ([.. Ids(ExecutorPhase.Running)], [.. Ids(ExecutorPhase.Stopped)]);

        IEnumerable<int> Ids(ExecutorPhase phase) => all.Where(executor => executor.Phase == phase).Select(executor => executor.Plan.Id);
    }

    /// <summary>Another placement: those that went are stopped, with Cleanup.</summary>
    /// <returns>Those that came: to be started.</returns>
    public IReadOnlyList<ComponentExecutor> Apply(Placement placement, IActorContext context)
    {
        var change = Engine.Apply(placement);
        foreach (var executor in change.Removed)
        {
            _leaving.Add(executor.Plan.Id);
            _observer.Actors[executor.Plan.Id].Tell(new StopExecutor(Cleanup: true));
        }
        CreateActors(context, change.Added);
        return change.Added;
    }

    /// <summary>An executor has stopped.</summary>
    /// <returns>Whether it had moved elsewhere, and is forgotten now.</returns>
    public bool Left(int executor, IActorContext context, IActorRef actor)
    {
        if (!_leaving.Remove(executor))
            return false;
        context.Stop(actor);
        foreach (var former in Engine.Former.Where(former => former.Plan.Id == executor && former.Phase == ExecutorPhase.Stopped))
            Engine.Forget(former);
        return true;
    }

    public void Stop(IEnumerable<int> executors)
    {
        foreach (var executor in executors)
            _observer.Actors[executor].Tell(new StopExecutor(Cleanup: true));
    }

    public void Dispose() => Engine.Dispose();

    private void CreateActors(IActorContext context, IEnumerable<ComponentExecutor> executors)
    {
        _observer.Topology = context.Self;
        var (restart, recovery, time, log) = (Engine.Plan.Config.Restart, Recovery, _time, _log);
        foreach (var executor in executors)
            _observer.Actors[executor.Plan.Id] = context.ActorOf(Props.Create(() => new ExecutorActor(executor, restart, recovery, time, log)), $"executor-{executor.Plan.Id}-{Interlocked.Increment(ref _actors)}");
    }
}
