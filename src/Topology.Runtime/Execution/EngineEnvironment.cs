using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Topology.Engine;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;
using Topology.Runtime.State;

namespace Topology.Runtime.Execution;

/// <summary>What the executors of one topology share.</summary>
public sealed class EngineEnvironment
{
    /// <summary>Unique among all submissions.</summary>
    public required string TopologyId { get; init; }

    /// <summary>The name it was submitted under.</summary>
    public required string TopologyName { get; init; }

    public required TopologyPlan Plan { get; init; }

    public required EngineClock Clock { get; init; }

    public required IScheduler Scheduler { get; init; }

    public required IExecutorObserver Observer { get; init; }

    public required Activity Activity { get; init; }

    public required ErrorLog Errors { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required TopologyArguments Arguments { get; init; }

    public required Meter Meter { get; init; }

    /// <summary>The tasks that run in this process, ascending. Changes when executors move; tasks prepared before keep what they were told.</summary>
    public IReadOnlyList<int> LocalTaskIds { get; set; } = [];

    /// <summary>Sees every emit of every task; null for nobody, which costs nothing.</summary>
    public EmitObserver? OnEmit { get; init; }

    /// <summary>Told of checkpoints; null: there are none.</summary>
    public ICheckpointSink? Checkpoints { get; init; }

    /// <summary>Whether acks of tasks with state wait for checkpoints, where trees are tracked.</summary>
    public bool AcksByCheckpoint { get; init; }

    /// <summary>Whether acks of tasks with state wait for checkpoints.</summary>
    internal bool DefersAcks => AcksByCheckpoint && Checkpoints is not null && Plan.Ackers > 0 && Plan.Config.Guarantee == DeliveryGuarantee.AtLeastOnce;

    /// <summary>Serializes values of states that are no plain ones.</summary>
    public IValueSerializer Serializer { get; init; } = new NoSerializer();

    /// <summary>Where values by key are kept; null: in memory.</summary>
    public IStateStorage? Storage { get; init; }

    /// <summary>Seeds the executors' random generators; the same seed gives the same choices.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What a new instance of a task is told about itself.</summary>
    /// <param name="task">The task.</param>
    /// <param name="states">Its states.</param>
    /// <param name="post">Queues work for its executor's thread.</param>
    /// <param name="watermark">How far event time has got; any thread.</param>
    /// <param name="eventTimeSeen">Told of event times of which nothing was emitted; null: it declares none.</param>
    internal TopologyContext ContextOf(PlannedTask task, IStateBackend states, Action<Action> post, Func<DateTime?> watermark, Action<DateTime>? eventTimeSeen) => new(new ContextValues
    {
        TaskId = task.Id,
        TaskIndex = task.Index,
        ComponentId = task.Component.Id,
        TopologyId = TopologyId,
        TopologyName = TopologyName,
        Spec = Plan.Spec,
        Config = Plan.Config,
        Logger = Loggers.CreateLogger($"{TopologyName}.{task.Component.Id}"),
        TimeProvider = Clock.Provider,
        Meter = Meter,
        Post = post,
        Tasks = Plan.TaskIds,
        WorkerTasks = LocalTaskIds,
        Arguments = Arguments,
        States = states,
        Watermark = watermark,
        EventTimeSeen = eventTimeSeen,
    });
}
