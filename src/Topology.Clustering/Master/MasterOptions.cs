using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Master;

/// <summary>What a master is made of.</summary>
public sealed record MasterOptions
{
    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>Places executors.</summary>
    public required IScheduler Scheduler { get; init; }

    /// <summary>Keeps packages.</summary>
    public required IPackageSource Packages { get; init; }

    /// <summary>Copies checkpoints into files and back.</summary>
    public SavepointDesk Savepoints { get; init; } = new(new MemoryCheckpointStore(), Path.GetTempPath(), TimeProvider.System);

    /// <summary>Loads a package in a process of its own and tells its graph. A <see cref="TopologyException"/> carries every mistake and is shown to the user.</summary>
    public required Func<SubmitTopology, CancellationToken, Task<TopologyBlueprint>> MakeBlueprint { get; init; }

    /// <summary>What clients must show.</summary>
    /// <value>Null: nothing.</value>
    public string? Token { get; init; }

    /// <summary>The settings in force, to be shown; secrets are masked by their keys.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The largest package taken.</summary>
    /// <value>512 MiB: an assembly folder with all its dependencies is rarely larger than a tenth of it.</value>
    public long MaxPackageBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>How long a package that no topology runs any more is kept after it was announced for the last time.</summary>
    /// <value>One day.</value>
    public TimeSpan PackagesKept { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Submissions that are checked at a time: each is a process.</summary>
    /// <value>4.</value>
    public int MaxSubmissions { get; init; } = 4;

    /// <summary>The longest a package may take to tell its graph.</summary>
    /// <value>One minute.</value>
    public TimeSpan BlueprintLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where to log.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
