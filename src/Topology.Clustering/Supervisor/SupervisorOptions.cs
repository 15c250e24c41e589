using Topology.Clustering.Worker;

namespace Topology.Clustering.Supervisor;

/// <summary>What a supervisor is told by its node's configuration.</summary>
public sealed record SupervisorOptions
{
    /// <summary>The node's name, stable over restarts.</summary>
    public required string Node { get; init; }

    /// <summary>For people: where its logs are.</summary>
    public required string Host { get; init; }

    /// <summary>Workers it can run at a time.</summary>
    public required int Slots { get; init; }

    /// <summary>Capacity; 100 is one core.</summary>
    public required double CpuPercent { get; init; }

    /// <summary>Capacity.</summary>
    public required double MemoryMebibytes { get; init; }

    /// <summary>Holds supervisor.json and a folder for each worker. Only one supervisor may use it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Holds a log for each worker.</summary>
    public required string LogFolder { get; init; }

    public required WorkerLaunch Launch { get; init; }

    public required WorkerNetwork Network { get; init; }

    /// <summary>A worker's log that has grown longer is moved aside.</summary>
    /// <value>In bytes; 16 MiB.</value>
    public long LogBytes { get; init; } = 16 << 20;

    /// <summary>How many logs that were moved aside are kept for each worker.</summary>
    /// <value>4: with the one being written 80 MiB a worker.</value>
    public int LogsKept { get; init; } = 4;

    /// <summary>How long the logs of a worker that has ended are kept after its last line.</summary>
    /// <value>7 days.</value>
    public TimeSpan EndedLogsKept { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How large the logs of all workers that have ended may be together; the oldest go first.</summary>
    /// <value>In bytes; 1 GiB.</value>
    public long EndedLogsBytes { get; init; } = 1L << 30;

    /// <summary>Where the supervisor writes down what its successor must know.</summary>
    internal string StateFile => Path.GetFullPath("supervisor.json", Path.GetFullPath(DataFolder));

    /// <exception cref="ArgumentException">The key is no plain name.</exception>
    internal string FolderOf(WorkerKey key) => key.IsSafe
        ? Path.Combine(WorkersFolder, key.FileName)
        : throw new ArgumentException($"\"{key.FileName}\" is no name for a worker's folder: expected an id without separators and control characters, at most 200 bytes long.");

    internal string WorkersFolder => Path.GetFullPath("workers", Path.GetFullPath(DataFolder)); // absolute: workers have another working folder;
}
