using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Packages.Loading;
using Topology.Clustering.Protocol;
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
    private int _actors; // made so far: makes their names unique

    /// <summary>Makes the engine with what is to be here; nothing runs yet.</summary>
    public WorkerEngine(WorkerSpec spec, LoadedTopology topology, Placement placement, int workers, WorkerThreads threads, EngineClock clock, ILoggerFactory loggers)
    {
        var plan = new TopologyPlan(topology.Spec, topology.Config);
        _observer = new EngineObserver(plan.Executors.Count);
        _time = clock.Provider;
        _log = loggers.CreateLogger("Topology");
        Engine = new TopologyEngine(new EngineSettings
        {
            TopologyId = spec.TopologyId,
            TopologyName = spec.TopologyName,
            Plan = plan,
            Clock = clock,
            Scheduler = threads,
            Observer = _observer,
            Loggers = loggers,
            Arguments = topology.Arguments,
            Placement = placement,
            Workers = workers,
            Seed = (ulong)Random.Shared.NextInt64(),
        });
    }

    public TopologyEngine Engine { get; }

    /// <summary>Makes an actor for each executor and has it start its tasks.</summary>
    public void Start(IActorContext context, IEnumerable<ComponentExecutor> executors)
    {
        _observer.Topology = context.Self;
        foreach (var executor in executors)
        {
            _observer.Actors[executor.Plan.Id] = CreateActor(context, executor);
            _observer.Actors[executor.Plan.Id].Tell(new StartExecutor());
        }
    }

    /// <summary>Makes actors for executors that had some in another actor system. What they missed meanwhile is made up for.</summary>
    /// <returns>Executors that are prepared, and such that have stopped.</returns>
    public (IReadOnlyList<int> Prepared, IReadOnlyList<int> Stopped) Readopt(IActorContext context)
    {
        _observer.Topology = context.Self;
        ComponentExecutor[] all = [.. Engine.Executors];
        foreach (var executor in all)
            _observer.Actors[executor.Plan.Id] = CreateActor(context, executor);
        foreach (var executor in all.Where(executor => executor.Phase is ExecutorPhase.New or ExecutorPhase.Failed))
            _observer.Actors[executor.Plan.Id].Tell(new StartExecutor());
        foreach (var executor in Engine.Former.Where(executor => _leaving.Contains(executor.Plan.Id) && executor.Phase == ExecutorPhase.Stopped))
            Engine.Forget(executor);
        return ([.. Ids(ExecutorPhase.Running)], [.. Ids(ExecutorPhase.Stopped)]);

        IEnumerable<int> Ids(ExecutorPhase phase) => all.Where(executor => executor.Phase == phase).Select(executor => executor.Plan.Id);
    }

    /// <summary>Another placement: executors that came are started, those that went are stopped, with Cleanup.</summary>
    public void Apply(Placement placement, IActorContext context)
    {
        var change = Engine.Apply(placement);
        foreach (var executor in change.Removed)
        {
            _leaving.Add(executor.Plan.Id);
            _observer.Actors[executor.Plan.Id].Tell(new StopExecutor(Cleanup: true));
        }
        Start(context, change.Added);
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

    private IActorRef CreateActor(IActorContext context, ComponentExecutor executor)
    {
        var (restart, time, log) = (Engine.Plan.Config.Restart, _time, _log);
        return context.ActorOf(Props.Create(() => new ExecutorActor(executor, restart, ExecutorRecovery.Anew, time, log)), $"executor-{executor.Plan.Id}-{_actors++}");
    }
}
