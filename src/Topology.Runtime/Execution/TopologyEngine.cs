using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Topology.Runtime.Acking;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;

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

    /// <summary>Sees every emit of every task, on several threads; null: nobody does.</summary>
    public EmitObserver? OnEmit { get; init; }

    /// <summary>Seeds every random choice.</summary>
    public ulong Seed { get; init; }
}

/// <summary>All executors of one topology in this process, wired up. Whoever makes it starts, stops and restarts them.</summary>
public sealed class TopologyEngine : IDisposable
{
    private readonly EngineEnvironment _environment;
    private readonly SpoutExecutor[] _spouts;
    private readonly AckerExecutor[] _ackers;

    /// <summary>Makes the executors; nothing runs before <see cref="ComponentExecutor.Start"/>.</summary>
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
            Activity = new Activity(settings.Observer.Drained),
            Errors = new ErrorLog(plan.Config.MaxErrorsPerInterval, plan.Config.ErrorThrottleInterval, settings.Clock.Provider),
            Loggers = settings.Loggers,
            Arguments = settings.Arguments,
            Meter = new Meter($"Topology.{settings.TopologyName}"),
            OnEmit = settings.OnEmit + EmitLogOf(settings),
            Seed = settings.Seed,
        };
        Executors = [.. plan.Executors.Select(Create)];
        _spouts = [.. Executors.OfType<SpoutExecutor>()];
        _ackers = [.. Enumerable.Range(0, plan.Ackers).Select(i => new AckerExecutor(_environment, $"{settings.TopologyName}/{StreamIds.Acker}[{i}]", plan.Ackers))];
        WireUp();
    }

    public TopologyPlan Plan => _environment.Plan;

    /// <summary>Of components, in the plan's order; ackers are not among them, as they run no user code.</summary>
    public IReadOnlyList<ComponentExecutor> Executors { get; }

    public ErrorLog Errors => _environment.Errors;

    /// <summary>Whether nothing is in flight while spouts are not asked. Any thread.</summary>
    public bool IsQuiet => _environment.Activity.Count <= _spouts.Sum(spout => spout.TasksNotDone) && _spouts.Sum(spout => spout.Pending) == 0;

    /// <summary>Lets the spouts emit, or stops them.</summary>
    /// <param name="isActive">Whether Execute may be called.</param>
    /// <param name="done">Called once, on some executor's thread, when all have been told.</param>
    public void SetActive(bool isActive, Action done)
    {
        var left = _spouts.Length;
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

    /// <summary>Lets go of everything that is not an executor; after all have stopped.</summary>
    public void Dispose()
    {
        foreach (var executor in Executors)
            _environment.Scheduler.Remove(executor);
        foreach (var acker in _ackers)
            _environment.Scheduler.Remove(acker);
        _environment.Meter.Dispose();
    }

    /// <summary>What topology.debug asks for.</summary>
    private static EmitObserver? EmitLogOf(EngineSettings settings)
    {
        if (!settings.Plan.Config.Debug)
            return null;
        var log = settings.Loggers.CreateLogger(settings.TopologyName);
        return (task, stream, values) => log.EmittedTuple(task.Component.Id, task.Id, stream, string.Join(", ", values.ToArray()));
    }

    private ComponentExecutor Create(PlannedExecutor executor) => executor.Component.Kind == ComponentKind.Spout
        ? new SpoutExecutor(_environment, executor)
        : new BoltExecutor(_environment, executor);

    private void WireUp()
    {
        var spoutOfTask = new SpoutExecutor?[Plan.Tasks.Count + 1];
        foreach (var spout in _spouts)
        {
            foreach (var task in spout.Plan.Tasks)
                spoutOfTask[task.Id] = spout;
        }
        BoltExecutor[] bolts = [.. Executors.OfType<BoltExecutor>()];
        foreach (var executor in Executors)
        {
            executor.Connect(bolts, spoutOfTask, _ackers);
            _environment.Scheduler.Add(executor);
        }
        foreach (var acker in _ackers)
        {
            acker.Connect(spoutOfTask);
            _environment.Scheduler.Add(acker);
        }
    }
}
