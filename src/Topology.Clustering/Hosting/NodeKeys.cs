using static Topology.Clustering.Hosting.NodeKeyForms;

namespace Topology.Clustering.Hosting;

/// <summary>The one table of a node's settings: what is read, what is refused as unknown, what <c>topology config</c> shows and what the reference file says all come from here.</summary>
internal static class NodeKeys
{
    private const int MaxPort = 65535;

    public static IReadOnlyList<NodeKey> All { get; } = [.. Node(), .. Cluster(), .. Master(), .. Checkpoint(), .. Supervisor(), .. Limits(), .. Security(), .. Link(), .. Health()];

    private static readonly Dictionary<string, NodeKey> ByName = All.ToDictionary(key => key.Name, StringComparer.Ordinal);

    public static NodeKey? Find(string name) => ByName.GetValueOrDefault(name);

    public static IEnumerable<string> Names => ByName.Keys;

    public static IReadOnlyDictionary<string, string> Format(NodeConfig config)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in All)
        {
            if (key.Get(config) is { } value)
                settings[key.FullName] = key.IsSecret ? Secret.Mask : value.Text ?? value.ToString();
        }
        return settings;
    }

    private static IEnumerable<NodeKey> Node() =>
    [
        Word("node.name", "Name of the node, unique in the cluster and stable over restarts: assignments name it.",
            "up to 100 letters, digits, '.', ':', '_' or '-'", IsName, c => c.Node.Name, (c, v) => c with { Node = c.Node with { Name = v } })
            with { DerivedDefault = "HOST:PORT of this node" },
        Choices<NodeRole>("node.roles", "What the node does. master: may run the master (one of the cluster's master nodes does) and lets clients in. supervisor: runs workers.",
            c => c.Node.Roles, (c, v) => c with { Node = c.Node with { Roles = v } }),
        Word("node.host", "Under which other nodes, workers and clients reach the node.",
            HostForm, IsHost, c => c.Node.Host, (c, v) => c with { Node = c.Node with { Host = v } }),
        Word("node.bind-host", "Address to listen on, where it differs from node.host: 0.0.0.0 for all, as in a container. Anything but a loopback address needs security.tls or security.token.",
            HostForm, IsHost, c => c.Node.BindHost, (c, v) => c with { Node = c.Node with { BindHost = v } })
            with { DerivedDefault = "node.host" },
        Int("node.port", "Control port of the node. 0: any that is free, for tests and for nodes that are nobody's seed.",
            (0, MaxPort), c => c.Node.Port, (c, v) => c with { Node = c.Node with { Port = v } }),
        PathOf("node.data-dir", "Folder for everything the node keeps: database, packages, workers' folders, logs. No two nodes may share it.",
            c => c.Node.DataDir, (c, v) => c with { Node = c.Node with { DataDir = v } }),
    ];

    private static IEnumerable<NodeKey> Cluster() =>
    [
        Word("cluster.name", "Name of the cluster. Nodes and clients of another name are not let in.",
            "up to 60 letters, digits or '-', not first a '-'", IsSystemName, c => c.Cluster.Name, (c, v) => c with { Cluster = c.Cluster with { Name = v } }),
        Words("cluster.seeds", "Nodes to join: the same list, in the same order, on every node; name master nodes. Only the first one founds a cluster, and only if none of the others is in one. Empty: the node founds a cluster of its own.",
            "a list of HOST:PORT, each once", IsAddress, c => c.Cluster.Seeds, (c, v) => c with { Cluster = c.Cluster with { Seeds = v } }),
        Choice("cluster.scheduler", "How executors are placed. even: spread over workers, workers over nodes. resource-aware: by the CPU and memory that components declare and nodes offer; what does not fit is refused.",
            c => c.Cluster.Scheduler, (c, v) => c with { Cluster = c.Cluster with { Scheduler = v } }),
        Duration("cluster.heartbeat-interval", "Time between two heartbeats. The same on every node.",
            (Milliseconds(100), Seconds(10)), c => c.Cluster.HeartbeatInterval, (c, v) => c with { Cluster = c.Cluster with { HeartbeatInterval = v } }),
        Duration("cluster.acceptable-pause", "Silence that is put up with before a member counts as unreachable. Longer: slower to notice deaths; shorter: a long pause of a process looks like one.",
            (Milliseconds(500), Seconds(60)), c => c.Cluster.AcceptablePause, (c, v) => c with { Cluster = c.Cluster with { AcceptablePause = v } }),
        Duration("cluster.stable-after", "How long the unreachable members must stay the same before they are removed, or this side of a partition gives up. The same on every node.",
            (Seconds(1), Seconds(120)), c => c.Cluster.StableAfter, (c, v) => c with { Cluster = c.Cluster with { StableAfter = v } }),
    ];

    private static IEnumerable<NodeKey> Master() =>
    [
        Choice("master.store", "Where the master keeps topologies, assignments and packages. sqlite: a file, for master nodes of one host. postgresql: a server, for master nodes on several.",
            c => c.Master.Store, (c, v) => c with { Master = c.Master with { Store = v } }),
        PathOf("master.sqlite-file", "The database file; not on a network file system. Master nodes of one host share it.",
            c => c.Master.SqliteFile, (c, v) => c with { Master = c.Master with { SqliteFile = v } })
            with { DerivedDefault = "master.db in node.data-dir" },
        Hidden("master.postgresql", "Connection string, such as Host=db;Database=topology;Username=topology;Password=…. Better kept in master.postgresql-file or the environment.",
            "a connection string", text => text.Contains('='), c => c.Master.PostgreSql, (c, v) => c with { Master = c.Master with { PostgreSql = v } }),
        PathOf("master.postgresql-file", "File that holds the connection string and nothing else.",
            c => c.Master.PostgreSqlFile, (c, v) => c with { Master = c.Master with { PostgreSqlFile = v } }),
        Duration("master.packages-kept", "How long a package that no topology runs any more is kept after its last submission; then it is deleted, from the store and from the master's own copies.",
            (Minutes(5), Days(3650)), c => c.Master.PackagesKept, (c, v) => c with { Master = c.Master with { PackagesKept = v } }),
    ];

    private static IEnumerable<NodeKey> Checkpoint() =>
    [
        PathOf("checkpoint.sqlite-file", "The database file of checkpoints, unless they are in PostgreSQL; not on a network file system. All nodes share it, so they are on one host.",
            c => c.Checkpoint.SqliteFile, (c, v) => c with { Checkpoint = c.Checkpoint with { SqliteFile = v } })
            with { DerivedDefault = "checkpoints.db beside master.sqlite-file" },
        Hidden("checkpoint.postgresql", "Connection string of the database of checkpoints, for nodes on several hosts. Workers, which run users' code, are told it: give it a role that may do nothing else. The same on every node.",
            "a connection string", text => text.Contains('='), c => c.Checkpoint.PostgreSql, (c, v) => c with { Checkpoint = c.Checkpoint with { PostgreSql = v } }),
        PathOf("checkpoint.postgresql-file", "File that holds the connection string and nothing else.",
            c => c.Checkpoint.PostgreSqlFile, (c, v) => c with { Checkpoint = c.Checkpoint with { PostgreSqlFile = v } }),
    ];

    private static IEnumerable<NodeKey> Supervisor() =>
    [
        Int("supervisor.slots", "Workers the node can run at a time.",
            (1, 1000), c => c.Supervisor.Slots, (c, v) => c with { Supervisor = c.Supervisor with { Slots = v } })
            with { DerivedDefault = "the number of cores" },
        Number("supervisor.cpu-percent", "CPU the node offers to the resource-aware scheduler; 100 is one core.",
            1_000_000, c => c.Supervisor.CpuPercent, (c, v) => c with { Supervisor = c.Supervisor with { CpuPercent = v } })
            with { DerivedDefault = "100 × the number of cores" },
        Size("supervisor.memory", "Memory the node offers to the resource-aware scheduler.",
            (1L << 20, 1L << 50), c => c.Supervisor.MemoryBytes, (c, v) => c with { Supervisor = c.Supervisor with { MemoryBytes = v } })
            with { DerivedDefault = "the memory of the machine or container" },
        Word("supervisor.worker-host", "Under which other workers reach those of this node.",
            HostForm, IsHost, c => c.Supervisor.WorkerHost, (c, v) => c with { Supervisor = c.Supervisor with { WorkerHost = v } })
            with { DerivedDefault = "node.host" },
        PathOf("supervisor.log-dir", "Folder for the logs of workers. No two nodes may share it.",
            c => c.Supervisor.LogDir, (c, v) => c with { Supervisor = c.Supervisor with { LogDir = v } })
            with { DerivedDefault = "logs in node.data-dir" },
        Size("supervisor.log-file-size", "When a worker's log is put aside and a new one begun.",
            (64L << 10, 1L << 40), c => c.Supervisor.LogFileBytes, (c, v) => c with { Supervisor = c.Supervisor with { LogFileBytes = v } }),
        Int("supervisor.log-files-kept", "Logs of a worker that are kept besides the one it writes.",
            (0, 1000), c => c.Supervisor.LogFilesKept, (c, v) => c with { Supervisor = c.Supervisor with { LogFilesKept = v } }),
        Duration("supervisor.ended-logs-kept", "How long the logs of a worker that has ended are kept after its last line.",
            (Minutes(1), Days(3650)), c => c.Supervisor.EndedLogsKept, (c, v) => c with { Supervisor = c.Supervisor with { EndedLogsKept = v } }),
        Size("supervisor.ended-logs-size", "How large the logs of all workers that have ended may be together; the oldest are deleted first.",
            (0, 1L << 40), c => c.Supervisor.EndedLogsBytes, (c, v) => c with { Supervisor = c.Supervisor with { EndedLogsBytes = v } }),
    ];

    private static IEnumerable<NodeKey> Limits() =>
    [
        Size("limits.package-size", "The largest package of a topology's assemblies, packed or unpacked.",
            (1L << 20, 16L << 30), c => c.Limits.PackageBytes, (c, v) => c with { Limits = c.Limits with { PackageBytes = v } }),
        Size("limits.message-size", "The largest control message; a larger one is not sent. Tuples do not count. The same on every node.",
            (512L << 10, 64L << 20), c => c.Limits.MessageBytes, (c, v) => c with { Limits = c.Limits with { MessageBytes = (int)v } }),
        Size("limits.tuple-size", "The largest tuple that may cross between workers; a larger one fails, with an error that names component, stream and size.",
            (64L << 10, 1L << 30), c => c.Limits.TupleBytes, (c, v) => c with { Limits = c.Limits with { TupleBytes = (int)v } }),
    ];

    private static IEnumerable<NodeKey> Security() =>
    [
        Hidden("security.token", "What clients must show to submit and control. Better kept in security.token-file or the environment. The same on every master node.",
            $"at least {NodeConfigRules.LeastTokenLength} characters", text => text.Length >= NodeConfigRules.LeastTokenLength,
            c => c.Security.Token, (c, v) => c with { Security = c.Security with { Token = v } }),
        PathOf("security.token-file", "File that holds the token and nothing else; readable by the node's user only.",
            c => c.Security.TokenFile, (c, v) => c with { Security = c.Security with { TokenFile = v } }),
        Flag("security.insecure", "Lets the node listen beyond loopback with neither token nor client certificates: whoever reaches the port may run code.",
            c => c.Security.Insecure, (c, v) => c with { Security = c.Security with { Insecure = v } }),
        PathOf("security.tls.certificate-file", "The node's certificate with its private key: .pfx, .p12 or .pem. Turns TLS on, for the control port and the data links.",
            c => c.Security.Tls.CertificateFile, (c, v) => WithTls(c, c.Security.Tls with { CertificateFile = v })),
        PathOf("security.tls.key-file", "The private key, .pem, where the certificate file does not hold it.",
            c => c.Security.Tls.KeyFile, (c, v) => WithTls(c, c.Security.Tls with { KeyFile = v })),
        Hidden("security.tls.password", "Password of the certificate file. Better kept in security.tls.password-file or the environment.",
            "a password", _ => true, c => c.Security.Tls.Password, (c, v) => WithTls(c, c.Security.Tls with { Password = v })),
        PathOf("security.tls.password-file", "File that holds the password and nothing else.",
            c => c.Security.Tls.PasswordFile, (c, v) => WithTls(c, c.Security.Tls with { PasswordFile = v })),
        PathOf("security.tls.ca-file", "The authorities, .pem, whose certificates are accepted, and no others; needed with TLS. Names in certificates are not compared with hosts: use an authority of the cluster's own.",
            c => c.Security.Tls.CaFile, (c, v) => WithTls(c, c.Security.Tls with { CaFile = v })),
        Flag("security.tls.mutual", "Whether who connects, node, worker or client, must show a certificate of such an authority too.",
            c => c.Security.Tls.Mutual, (c, v) => WithTls(c, c.Security.Tls with { Mutual = v })),
    ];

    private static IEnumerable<NodeKey> Link() =>
    [
        Choice("link.compression", "How data links between workers pack batches: lz4 saves bandwidth and costs CPU.",
            c => c.Link.Compression, (c, v) => c with { Link = c.Link with { Compression = v } }),
    ];

    private static IEnumerable<NodeKey> Health() =>
    [
        Int("health.port", "Port for GET /health/live and GET /health/ready, over plain HTTP. 0: none.",
            (0, MaxPort), c => c.Health.Port, (c, v) => c with { Health = c.Health with { Port = v } }),
        Word("health.host", "Address to answer them on; * for all.",
            "*, a host name or an IP address", text => text == "*" || IsHost(text), c => c.Health.Host, (c, v) => c with { Health = c.Health with { Host = v } }),
    ];

    private const string HostForm = "a host name or an IP address";

    private static NodeConfig WithTls(NodeConfig config, TlsOptions tls) => config with { Security = config.Security with { Tls = tls } };

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    private static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);

    private static TimeSpan Days(int count) => TimeSpan.FromDays(count);

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    private static bool IsName(string text) => text.Length is > 0 and <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '_' or '-');

    private static bool IsSystemName(string text) =>
        text.Length is > 0 and <= 60 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsHost(string text) => Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;

    private static bool IsAddress(string text) => HostAndPort.TryParse(text, out _);
}
