using Microsoft.Extensions.Logging;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.State;

namespace Topology.Clustering;

/// <summary>How a <see cref="LocalCluster"/> runs.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>Where the runtime and components log; null: nowhere. Not disposed by the cluster.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of every topology: time-outs, ticks, back-off, <see cref="TopologyContext.TimeProvider"/>. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where checkpoints are kept, in a file "checkpoints.db"; made with the first one. Null: in memory, until the cluster is disposed.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Where checkpoints are kept, instead of in <see cref="DataFolder"/>: <see cref="Checkpoints.SqlCheckpointStore.OpenPostgreSql"/> for one. Used by one cluster at a time; null: there.</summary>
    public ICheckpointStore? CheckpointStore { get; init; }

    /// <summary>Where topologies with <see cref="StateBackend.RocksDb"/> keep values by key; null: they are refused. Not disposed by the cluster; to be disposed after it.</summary>
    public IStateStorage? Storage { get; init; }

    /// <summary>Threads that run executors; null: one per core. Blocking components get further ones when they need them.</summary>
    public int? Threads { get; init; }
}
