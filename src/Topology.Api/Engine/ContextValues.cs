using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Topology.Engine;

/// <summary>Everything a <see cref="TopologyContext"/> shows, given by whoever runs the task. Nothing is copied: collections must not change afterwards.</summary>
public sealed record ContextValues
{
    /// <summary>Unique in the topology.</summary>
    public required int TaskId { get; init; }

    /// <summary>The position among the component's tasks, from 0.</summary>
    public required int TaskIndex { get; init; }

    /// <summary>A component of <see cref="Spec"/>, or a system component that is not part of it.</summary>
    public required string ComponentId { get; init; }

    /// <summary>Unique among all submissions.</summary>
    public required string TopologyId { get; init; }

    /// <summary>The name it was submitted under.</summary>
    public required string TopologyName { get; init; }

    /// <summary>The whole graph.</summary>
    public required TopologySpec Spec { get; init; }

    /// <summary>The settings in force.</summary>
    public required TopologyConfig Config { get; init; }

    /// <summary>Writes with the component as its category; must bear any thread.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The clock of the topology; a test may control it.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>For the component's own instruments; owned by the runtime.</summary>
    public required Meter Meter { get; init; }

    /// <summary>Queues work for the executor's thread; must bear any thread and drop work after the stop.</summary>
    public required Action<Action> Post { get; init; }

    /// <summary>Each component's task ids, ascending.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<int>> Tasks { get; init; }

    /// <summary>The tasks in the same worker, ascending, this one included.</summary>
    public required IReadOnlyList<int> WorkerTasks { get; init; }

    /// <summary>The user's arguments.</summary>
    public required TopologyArguments Arguments { get; init; }

    /// <summary>How far event time has got; must bear any thread. Null: there is none.</summary>
    public Func<DateTime?>? Watermark { get; init; }

    /// <summary>Told of event times of which nothing was emitted; called on the executor's thread. Null: nobody wants to know.</summary>
    public Action<DateTime>? EventTimeSeen { get; init; }

    /// <summary>Keeps the task's states; null: there are none.</summary>
    public IStateBackend? States { get; init; }
}
