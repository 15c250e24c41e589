using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;
using Topology.Runtime.State;

namespace Topology.Runtime.Execution;

/// <summary>What an engine is given.</summary>
public sealed record EngineSettings
{
    /// <summary>Unique among all submissions.</summary>
    public required string TopologyId { get; init; }

    /// <summary>The name it was submitted under.</summary>
    public required string TopologyName { get; init; }

    public required TopologyPlan Plan { get; init; }

    public required EngineClock Clock { get; init; }

    public required IScheduler Scheduler { get; init; }

    public required IExecutorObserver Observer { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public TopologyArguments Arguments { get; init; } = TopologyArguments.Empty;

    /// <summary>Who runs what; null: everything is here.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Workers there can be; their numbers are below.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Sees every emit of every task, on several threads; null: nobody does.</summary>
    public EmitObserver? OnEmit { get; init; }

    /// <summary>Told of checkpoints; null: there are none.</summary>
    public ICheckpointSink? Checkpoints { get; init; }

    /// <summary>Whether, at least once, acks of bolts with state wait for the checkpoint that holds what they have changed. False is for looking at one bolt by itself.</summary>
    public bool AcksByCheckpoint { get; init; } = true;

    /// <summary>Serializes values of states that are no plain ones; null: such values cannot be kept.</summary>
    public IValueSerializer? Serializer { get; init; }

    /// <summary>Where a topology that asks for <see cref="StateBackend.RocksDb"/> keeps values by key; null: such a topology is refused. Not disposed by the engine.</summary>
    public IStateStorage? Storage { get; init; }

    /// <summary>Seeds every random choice.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Who came and who went by a change of the placement.</summary>
/// <param name="Added">To be started.</param>
/// <param name="Removed">To be stopped, and then forgotten by <see cref="TopologyEngine.Forget"/>.</param>
public sealed record PlacementChange(IReadOnlyList<ComponentExecutor> Added, IReadOnlyList<ComponentExecutor> Removed);

/// <summary>The executors of one topology in this process, wired up with each other and with those of other workers. Whoever makes it starts, stops and restarts them.</summary>
/// <remarks>Thread safety: one thread makes and changes it; figures and links may be used by any.</remarks>
public sealed class TopologyEngine : IDisposable, IStreamCatalog
{
    private readonly EngineEnvironment _environment;
    private readonly Wiring _wiring;
    private readonly Dictionary<int, AckerExecutor> _ackers = [];
    private readonly Dictionary<int, LinkReceiver> _receivers = []; // by worker
    private readonly Dictionary<(int Task, string Stream), StreamSource> _sources = [];
    private ComponentExecutor[] _executors = []; // replaced, never changed
    private SpoutExecutor[] _spouts = []; // likewise
    private ComponentExecutor[] _former = []; // likewise

    /// <summary>Makes the executors; nothing runs before <see cref="ComponentExecutor.Start"/>.</summary>
    /// <exception cref="TopologyException">The topology asks for a storage, and there is none.</exception>
    public TopologyEngine(EngineSettings settings)
    {
        var plan = settings.Plan;
        _environment = new EngineEnvironment
        {
            TopologyId = settings.TopologyId,
            TopologyName = settings.TopologyName,
            Plan = plan,
            Clock = settings.Clock,
            Scheduler = settings.Scheduler,
            Observer = settings.Observer,
            Activity = new Activity(Drained),
            Errors = new ErrorLog(plan.Config.MaxErrorsPerInterval, plan.Config.ErrorThrottleInterval, settings.Clock.Provider),
            Loggers = settings.Loggers,
            Arguments = settings.Arguments,
            Meter = new Meter($"Topology.{settings.TopologyName}"),
            OnEmit = settings.OnEmit + EmitLogOf(settings),
            Checkpoints = settings.Checkpoints,
            AcksByCheckpoint = settings.AcksByCheckpoint,
            Serializer = settings.Serializer ?? new NoSerializer(),
            Storage = StorageOf(settings),
            Seed = settings.Seed,
        };
        var placement = settings.Placement ?? Placement.Alone(plan);
        _wiring = new Wiring(_environment, placement, settings.Workers);
        AddSources(plan);
        Place(placement);
    }

    public TopologyPlan Plan => _environment.Plan;

    /// <summary>Of components, in the plan's order, those that run here; ackers are not among them, as they run no user code.</summary>
    public IReadOnlyList<ComponentExecutor> Executors => Volatile.Read(ref _executors);

    /// <summary>Those that have moved elsewhere: what they counted still counts.</summary>
    public IReadOnlyList<ComponentExecutor> Former => Volatile.Read(ref _former);

    public ErrorLog Errors => _environment.Errors;

    /// <summary>Whether nothing is in flight while spouts are not asked. Any thread.</summary>
    public bool IsQuiet
    {
        get
        {
            var spouts = Volatile.Read(ref _spouts);
            return _environment.Activity.Count <= spouts.Sum(spout => spout.TasksNotDone) && spouts.Sum(spout => spout.Pending) == 0;
        }
    }

    /// <summary>Pieces of work begun so far: equal at two moments if there was none in between. Any thread.</summary>
    public long Begun => _environment.Activity.Begun;

    /// <summary>Whether every source here has ended. Any thread.</summary>
    public bool AreSourcesDone => Volatile.Read(ref _spouts).All(spout => spout.TasksNotDone == 0);

    /// <summary>Lets the spouts emit, or stops them.</summary>
    /// <param name="isActive">Whether Execute may be called.</param>
    /// <param name="done">Called once, on some executor's thread, when all have been told; at once without spouts.</param>
    public void SetActive(bool isActive, Action done)
    {
        var left = _spouts.Length;
        if (left == 0)
            done();
        foreach (var spout in _spouts)
        {
            spout.SetActive(isActive, () =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                    done();
            });
        }
    }

    /// <summary>The executors' ids in the order in which they are to stop, so that nobody stops before what sends to it.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Stages() =>
        [.. FlowOrder.Of(Plan.Spec).Select(stage => (IReadOnlyList<int>)[.. Executors.Where(e => stage.Contains(e.Plan.Component.Id)).Select(e => e.Plan.Id)])];

    /// <summary>Begins a checkpoint: every executor that has no input takes its snapshot and sends the barrier. Any thread.</summary>
    public void BeginCheckpoint(long checkpoint)
    {
        foreach (var executor in Executors)
        {
            if (executor.Plan.Component.Subscriptions.Count == 0)
                executor.BeginCheckpoint(checkpoint);
        }
    }

    /// <summary>Tells every executor that a checkpoint is complete. Any thread.</summary>
    public void CompleteCheckpoint(long checkpoint)
    {
        foreach (var executor in Executors)
            executor.CompleteCheckpoint(checkpoint);
    }

    /// <summary>Tells every executor that a checkpoint is given up. Any thread.</summary>
    public void AbortCheckpoint(long checkpoint)
    {
        foreach (var executor in Executors)
            executor.AbortCheckpoint(checkpoint);
    }

    /// <summary>Another placement: executors come and go, and ways lead to where they are now. Links to workers that run what they ran before are kept.</summary>
    public PlacementChange Apply(Placement placement)
    {
        _wiring.Placement = placement;
        ComponentExecutor[] removed = [.. _executors.Where(executor => !placement.IsHere(executor.Plan.Id))];
        foreach (var executor in removed)
            _wiring.Remove(executor);
        Volatile.Write(ref _former, [.. _former, .. removed]);
        var added = Place(placement);
        Redirect(_ => true);
        _wiring.SendWaiting();
        return new PlacementChange(added, removed);
    }

    /// <summary>Lets go of an executor that was removed and has stopped.</summary>
    public void Forget(ComponentExecutor executor) => _environment.Scheduler.Remove(executor);

    /// <summary>What a link to another worker is to give its input to; to be made before the link.</summary>
    public LinkReceiver CreateReceiver() => new(_environment, _wiring);

    /// <summary>A link is up: executors may send over it. Before anything comes in.</summary>
    /// <param name="worker">Where it leads.</param>
    /// <param name="link">The link.</param>
    /// <param name="receiver">Its receiver, made by <see cref="CreateReceiver"/>.</param>
    public void Attach(int worker, IDataLink link, LinkReceiver receiver)
    {
        Detach(worker);
        receiver.Connect(link);
        _receivers[worker] = receiver;
        _wiring.SetLink(worker, link);
        Redirect(executor => _wiring.Placement.WorkerOfExecutor[executor] == worker);
    }

    /// <summary>A link is lost. What was on its way is given up; what was not sent yet waits for the next link.</summary>
    public void Detach(int worker)
    {
        if (!_receivers.Remove(worker, out var receiver))
            return;
        receiver.Close();
        _wiring.SetLink(worker, null);
        Redirect(executor => _wiring.Placement.WorkerOfExecutor[executor] == worker, isLost: true);
    }

    /// <summary>Fails every tree in flight of the spouts here: some tuple of it may be lost.</summary>
    public void FailPending()
    {
        foreach (var spout in _spouts)
            spout.FailPending(FailReason.Restarted);
    }

    /// <inheritdoc/>
    public StreamSource SourceOf(int task, string stream) => _sources.TryGetValue((task, stream), out var source)
        ? source
        : throw new KeyNotFoundException($"Topology \"{_environment.TopologyName}\" has no task {task} with a stream \"{stream}\".");

    /// <summary>Lets go of everything that is not an executor; after all have stopped.</summary>
    public void Dispose()
    {
        foreach (var executor in Executors)
            _environment.Scheduler.Remove(executor);
        foreach (var acker in _ackers.Values)
            _environment.Scheduler.Remove(acker);
        _environment.Meter.Dispose();
    }

    /// <summary>Without a source here it happens after every batch from elsewhere, and tells nobody anything.</summary>
    private void Drained()
    {
        if (Volatile.Read(ref _spouts).Length > 0)
            _environment.Observer.Drained();
    }

    private static IStateStorage? StorageOf(EngineSettings settings)
    {
        if (settings.Plan.Config.StateBackend == StateBackend.Memory)
            return null;
        return settings.Storage ?? throw new TopologyException(
            $"Topology \"{settings.TopologyName}\" is to keep its state in RocksDB (topology.state.backend), but this process has no storage for it. " +
            "Give the cluster one (LocalClusterOptions.Storage = new RocksDbStorage(), of the package Topology.State.RocksDb), or set topology.state.backend to Memory.");
    }

    /// <summary>What topology.debug asks for.</summary>
    private static EmitObserver? EmitLogOf(EngineSettings settings)
    {
        if (!settings.Plan.Config.Debug)
            return null;
        var log = settings.Loggers.CreateLogger(settings.TopologyName);
        return (task, stream, values) => log.EmittedTuple(task.Component.Id, task.Id, stream, string.Join(", ", values.ToArray()));
    }

    /// <summary>Makes what is to be here and is not.</summary>
    private ComponentExecutor[] Place(Placement placement)
    {
        PlannedExecutor[] here = [.. Plan.Executors.Where(executor => placement.IsHere(executor.Id))];
        _environment.LocalTaskIds = [.. here.SelectMany(executor => executor.Tasks).Select(task => task.Id).Order()];
        ComponentExecutor[] added = [.. here.Where(executor => _wiring.ExecutorAt(executor.Id) is null).Select(executor => Create(executor, placement))];
        foreach (var executor in added)
            _wiring.Add(executor);
        PlaceAckers(placement);
        foreach (var executor in added)
        {
            executor.Connect(_wiring);
            _environment.Scheduler.Add(executor);
        }
        Volatile.Write(ref _executors, [.. here.Select(executor => _wiring.ExecutorAt(executor.Id)!)]); // all that are here
        Volatile.Write(ref _spouts, [.. _executors.OfType<SpoutExecutor>()]);
        return added;
    }

    private void PlaceAckers(Placement placement)
    {
        for (var number = 0; number < Plan.Ackers; number++)
        {
            var isHere = placement.WorkerOfAcker[number] == placement.Worker;
            if (isHere && !_ackers.ContainsKey(number))
            {
                var acker = new AckerExecutor(_environment, $"{_environment.TopologyName}/{StreamIds.Acker}[{number}]", Plan.Ackers);
                acker.Connect(_wiring.ExecutorOfTask, _wiring.Spouts);
                _environment.Scheduler.Add(acker);
                _ackers.Add(number, acker);
                _wiring.Add(number, acker);
            }
            else if (!isHere && _ackers.Remove(number, out var former))
            {
                _wiring.RemoveAcker(number); // what it knew is lost, and so are the trees: the spouts fail them
                _environment.Scheduler.Remove(former);
            }
        }
    }

    private void Redirect(Func<int, bool> receivers, bool isLost = false)
    {
        foreach (var executor in _executors)
        {
            foreach (var receiver in Plan.Executors)
            {
                if (receivers(receiver.Id))
                    executor.Redirect(receiver.Id, isLost);
            }
        }
    }

    private ComponentExecutor Create(PlannedExecutor executor, Placement placement) => executor.Component.Kind == ComponentKind.Spout
        ? new SpoutExecutor(_environment, executor, placement.EpochOfExecutor[executor.Id])
        : new BoltExecutor(_environment, executor);

    // Local emits use instances of their own: only what is decoded needs to find one.
    private void AddSources(TopologyPlan plan)
    {
        foreach (var task in plan.Tasks)
        {
            foreach (var stream in task.Component.Streams.Values)
                _sources.Add((task.Id, stream.Id), new StreamSource(task.Component.Id, stream.Id, task.Id, stream.Fields));
        }
    }
}
