using System.Collections.ObjectModel;

namespace Topology;

/// <summary>One spout or bolt of a built topology. Immutable; safe to read from any thread.</summary>
public sealed record ComponentSpec
{
    /// <summary>The CPU load assumed for a task that sets none, in percent of one core.</summary>
    public const double DefaultCpuLoad = 10;

    /// <summary>The memory assumed for a task that sets none, in mebibytes.</summary>
    public const double DefaultMemoryLoad = 128;

    /// <summary>Unique in the topology; never empty.</summary>
    public required string Id { get; init; }

    /// <summary>Whether the component produces tuples of its own or receives them.</summary>
    public required ComponentKind Kind { get; init; }

    /// <summary>Makes one new instance for each task, again after each restart; called on the executor's thread. Not part of the hash.</summary>
    public required Func<Component> Factory { get; init; }

    /// <summary>How many executors run the tasks at the start; at least 1 and at most <see cref="Tasks"/>.</summary>
    public int Executors { get; init; } = 1;

    /// <summary>How many tasks there are for the life of the topology.</summary>
    public int Tasks { get; init; } = 1;

    /// <summary>The declared output streams by id.</summary>
    public IReadOnlyDictionary<string, StreamSpec> Streams { get; init; } = ReadOnlyDictionary<string, StreamSpec>.Empty;

    /// <summary>The inputs, ordered by component and stream; empty for a spout. Subscriptions to <see cref="StreamIds.System"/> are left out, as they deliver nothing.</summary>
    public IReadOnlyList<SubscriptionSpec> Subscriptions { get; init; } = [];

    /// <summary>How often each task of this bolt gets a tick; null: as <see cref="TopologyConfig.TickInterval"/> says.</summary>
    public TimeSpan? TickInterval { get; init; }

    /// <summary>How many tracked tuples each task of this spout may have in flight; null: as <see cref="TopologyConfig.MaxSpoutPending"/> says.</summary>
    public int? MaxSpoutPending { get; init; }

    /// <summary>What one task is expected to use, in percent of one core; a hint for placement.</summary>
    public double CpuLoad { get; init; } = DefaultCpuLoad;

    /// <summary>What one task is expected to use, in mebibytes; a hint for placement.</summary>
    public double MemoryLoad { get; init; } = DefaultMemoryLoad;

    /// <summary>True when each executor gets an operating-system thread of its own, for components that block.</summary>
    public bool DedicatedThread { get; init; }

    /// <summary>True for a <see cref="StatefulBolt{TState}"/> or <see cref="StatefulSpout{TState}"/>. Others may ask their context for states, too. Not part of the hash.</summary>
    public bool IsStateful { get; init; }

    /// <summary>The windows of a windowed bolt; null for any other component.</summary>
    public WindowSpec? Window { get; init; }

    /// <summary>For the checks: it is a windowed bolt.</summary>
    internal bool IsWindowed { get; init; }

    /// <summary>For the checks: something was said about windows beside what windows they are.</summary>
    internal bool HasWindowOptions { get; init; }

    /// <summary>Where the event time of its tuples comes from; null: a bolt passes on what its inputs have, a spout has none.</summary>
    public EventTimeSpec? EventTime { get; init; }

    /// <summary>True for a bolt that is told of watermarks. Not part of the hash.</summary>
    public bool IsTimed { get; init; }

    /// <summary>The component's own settings, for it to read; the runtime gives them no meaning.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>SHA-256 in upper-case hex over everything but factories and functions. Two processes whose hashes differ have built different components.</summary>
    public string ComputeHash() => SpecHash.Of(this);
}
