using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Topology.Runtime.Observability;
using Topology.Runtime.Planning;

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

    /// <summary>Seeds the executors' random generators; the same seed gives the same choices.</summary>
    public required ulong Seed { get; init; }
}
