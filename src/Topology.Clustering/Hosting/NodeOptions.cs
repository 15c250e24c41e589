using Topology.Clustering.Scheduling;

namespace Topology.Clustering;

/// <summary>What a node does in the cluster.</summary>
public enum NodeRole
{
    /// <summary>It may run the master, and lets clients in.</summary>
    Master,

    /// <summary>It runs workers.</summary>
    Supervisor,
}

/// <summary>Where masters keep what they decided.</summary>
public enum StoreKind
{
    /// <summary>A file, shared by the master nodes of one host.</summary>
    Sqlite,

    /// <summary>A server, shared by all master nodes.</summary>
    PostgreSql,
}

/// <summary>How data links pack batches.</summary>
public enum LinkCompression
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary>LZ4.</summary>
    Lz4,
}

/// <summary>The node itself: <c>topology.node</c>.</summary>
public sealed record NodeOptions
{
    /// <summary>Its name, stable over restarts.</summary>
    /// <value>Null: <see cref="Host"/>:port.</value>
    public string? Name { get; init; }

    /// <summary>What it does.</summary>
    /// <value>Both.</value>
    public IReadOnlyList<NodeRole> Roles { get; init; } = [NodeRole.Master, NodeRole.Supervisor];

    /// <summary>Under which others reach it.</summary>
    /// <value>127.0.0.1</value>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Where it listens.</summary>
    /// <value>Null: <see cref="Host"/>.</value>
    public string? BindHost { get; init; }

    /// <summary>Control port.</summary>
    /// <value>7010; 0 for any that is free.</value>
    public int Port { get; init; } = 7010;

    /// <summary>For everything the node stores. Absolute once read from a file.</summary>
    /// <value>topology-data</value>
    public string DataDir { get; init; } = "topology-data";

    /// <summary>Whether it is a master node.</summary>
    public bool IsMaster => Roles.Contains(NodeRole.Master);

    /// <summary>Whether it runs workers.</summary>
    public bool IsSupervisor => Roles.Contains(NodeRole.Supervisor);

    /// <summary>Where it listens.</summary>
    public string BoundHost => BindHost ?? Host;

    /// <summary>Its name.</summary>
    /// <param name="boundPort">The port it listens on.</param>
    public string NameAt(int boundPort) => Name ?? $"{Host}:{boundPort}";
}

/// <summary>The cluster as a whole; the same on every node: <c>topology.cluster</c>.</summary>
public sealed record ClusterOptions
{
    /// <summary>Nodes of another name cannot join, nor can clients.</summary>
    /// <value>topology</value>
    public string Name { get; init; } = "topology";

    /// <summary>Nodes to join, as host:port. A cluster is only ever founded by the first one.</summary>
    /// <value>Empty: the node founds a cluster of its own.</value>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>How executors are placed.</summary>
    /// <value>Even</value>
    public SchedulerKind Scheduler { get; init; } = SchedulerKind.Even;

    /// <summary>Between two heartbeats.</summary>
    /// <value>500 ms</value>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence that is put up with before a member counts as unreachable, beyond what is usual.</summary>
    /// <value>2 s: longer than any pause seen at full load, short enough for the 10 s in which tuples must flow again.</value>
    public TimeSpan AcceptablePause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long unreachable members must have been the same ones before the resolver removes them.</summary>
    /// <value>3 s</value>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(3);
}

/// <summary>A master node: <c>topology.master</c>.</summary>
public sealed record MasterSettings
{
    /// <summary>Where decisions and packages are kept.</summary>
    /// <value>Sqlite</value>
    public StoreKind Store { get; init; } = StoreKind.Sqlite;

    /// <summary>The database file. Absolute once read from a file.</summary>
    /// <value>Null: master.db in the node's data folder.</value>
    public string? SqliteFile { get; init; }

    /// <summary>The connection string, from the file, <see cref="PostgreSqlFile"/> or the environment.</summary>
    public Secret? PostgreSql { get; init; }

    /// <summary>Holds the connection string.</summary>
    public string? PostgreSqlFile { get; init; }

    /// <summary>How long a package that no topology runs any more is kept after its last submission.</summary>
    /// <value>1 day: what is submitted again meanwhile need not be uploaded.</value>
    public TimeSpan PackagesKept { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>Where the checkpoints of topologies are: <c>topology.checkpoint</c>. The same on every node.</summary>
public sealed record CheckpointSettings
{
    /// <summary>The database file, if there is no <see cref="PostgreSql"/>. Absolute once read from a file.</summary>
    /// <value>Null: checkpoints.db beside the master's database file.</value>
    public string? SqliteFile { get; init; }

    /// <summary>The connection string, from the file, <see cref="PostgreSqlFile"/> or the environment.</summary>
    public Secret? PostgreSql { get; init; }

    /// <summary>Holds the connection string.</summary>
    public string? PostgreSqlFile { get; init; }
}

/// <summary>A node that runs workers: <c>topology.supervisor</c>.</summary>
public sealed record SupervisorSettings
{
    /// <summary>Workers it can run at a time.</summary>
    /// <value>The number of cores.</value>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Capacity it offers; 100 is one core.</summary>
    /// <value>100 × the number of cores.</value>
    public double CpuPercent { get; init; } = 100d * Environment.ProcessorCount;

    /// <summary>Capacity it offers, in bytes.</summary>
    /// <value>The memory available to the process at its start.</value>
    public long MemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Under which other workers reach those of this node.</summary>
    /// <value>Null: the node's host.</value>
    public string? WorkerHost { get; init; }

    /// <summary>For the logs of workers. Absolute once read from a file.</summary>
    /// <value>Null: logs in the node's data folder.</value>
    public string? LogDir { get; init; }

    /// <summary>When a worker's log is put aside and a new one begun, in bytes.</summary>
    /// <value>64 MiB</value>
    public long LogFileBytes { get; init; } = 64L << 20;

    /// <summary>Logs of a worker that are kept besides the one it writes.</summary>
    /// <value>4</value>
    public int LogFilesKept { get; init; } = 4;

    /// <summary>How long the logs of a worker that has ended are kept after its last line.</summary>
    /// <value>7 days</value>
    public TimeSpan EndedLogsKept { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How large the logs of all workers that have ended may be together, in bytes; the oldest go first.</summary>
    /// <value>1 GiB</value>
    public long EndedLogsBytes { get; init; } = 1L << 30;

    /// <summary>Capacity it offers, in the unit of components' declarations.</summary>
    public double MemoryMebibytes => MemoryBytes / (double)(1 << 20);
}

/// <summary>What is refused for its size: <c>topology.limits</c>.</summary>
public sealed record LimitOptions
{
    /// <summary>A package, packed or unpacked, in bytes.</summary>
    /// <value>256 MiB</value>
    public long PackageBytes { get; init; } = 256L << 20;

    /// <summary>A control message, in bytes; the same on every node and client.</summary>
    /// <value>1 MiB: four times the largest piece of a package.</value>
    public int MessageBytes { get; init; } = 1 << 20;

    /// <summary>A tuple on a data link, in bytes.</summary>
    /// <value>16 MiB</value>
    public int TupleBytes { get; init; } = 16 << 20;
}

/// <summary>Who may do what: <c>topology.security</c>.</summary>
public sealed record SecurityOptions
{
    /// <summary>What clients must show, from the file, <see cref="TokenFile"/> or the environment.</summary>
    /// <value>Null: clients need none.</value>
    public Secret? Token { get; init; }

    /// <summary>Holds the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Whether the node may be open to others with neither a token nor certificates.</summary>
    /// <value>false</value>
    public bool Insecure { get; init; }

    /// <summary>Certificates.</summary>
    /// <value>None: no TLS.</value>
    public TlsOptions Tls { get; init; } = new();
}

/// <summary>Certificates, for the control port and the data links: <c>topology.security.tls</c>.</summary>
public sealed record TlsOptions
{
    /// <summary>The node's own, with its private key: .pfx, .p12, or .pem with both. Absolute once read from a file.</summary>
    /// <value>Null: no TLS.</value>
    public string? CertificateFile { get; init; }

    /// <summary>The private key, where a .pem does not hold it.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Of the certificate file, from the file, <see cref="PasswordFile"/> or the environment.</summary>
    public Secret? Password { get; init; }

    /// <summary>Holds the password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The authorities whose certificates are accepted, and no others; .pem. Needed with TLS.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether who connects needs a certificate too.</summary>
    /// <value>true</value>
    public bool Mutual { get; init; } = true;

    /// <summary>Whether TLS is on.</summary>
    public bool IsOn => CertificateFile is not null;
}

/// <summary>Data links between workers: <c>topology.link</c>.</summary>
public sealed record LinkSettings
{
    /// <summary>Costs processor time, saves bandwidth.</summary>
    /// <value>Off</value>
    public LinkCompression Compression { get; init; } = LinkCompression.Off;
}

/// <summary>Probes over HTTP: <c>topology.health</c>.</summary>
public sealed record HealthOptions
{
    /// <summary>Where probes are answered.</summary>
    /// <value>0: nowhere.</value>
    public int Port { get; init; }

    /// <summary>Where probes are answered; * for every address.</summary>
    /// <value>127.0.0.1</value>
    public string Host { get; init; } = "127.0.0.1";
}
