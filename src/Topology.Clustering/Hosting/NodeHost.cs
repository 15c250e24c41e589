using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Master;
using Topology.Clustering.Observability;
using Topology.Clustering.Packages;
using Topology.Clustering.Scheduling;
using Topology.Clustering.Supervisor;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Topology.Clustering.Hosting;

/// <summary>A node of a cluster in this process: the master's part, the supervisor's part, or both. Its end leaves the workers alone.</summary>
public sealed class NodeHost : IAsyncDisposable
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(10);

    private readonly NodeConfig _config;
    private readonly ActorSystem _system;

    private NodeHost(NodeConfig config, ActorSystem system) => (_config, _system) = (config, system);

    /// <summary>Under which clients and other nodes reach it.</summary>
    public string Address => $"{_config.Node.Host}:{Port}";

    /// <summary>Its name in the cluster.</summary>
    public string Name => _config.Node.NameAt(Port);

    /// <summary>Completes when the node is no member any more: it was stopped, or the others have removed it.</summary>
    public Task Ended => _system.WhenTerminated;

    private int Port => ClusterSystem.PortOf(_system);

    /// <summary>Starts a node and joins its cluster.</summary>
    /// <param name="config">Everything that can be chosen.</param>
    /// <param name="program">How to start this program: as a worker, and to look at uploaded topologies.</param>
    /// <param name="loggers">Where to log.</param>
    /// <exception cref="TopologyException">Something it needs is not to be had: says what.</exception>
    public static NodeHost Start(NodeConfig config, ProgramCommand program, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(loggers);
        var folders = NodeFolders.Take(config);
        ActorSystem? system = null;
        try
        {
            system = ClusterSystem.StartNode(config, loggers, typeof(IMasterEvent), typeof(MasterState));
            _ = system.WhenTerminated.ContinueWith(_ => folders.Dispose(), TaskScheduler.Default); // not before: the supervisor writes to them until then
            var node = new NodeHost(config, system);
            var proxy = MasterHost.StartProxy(system);
            if (config.Node.IsMaster)
                node.StartMaster(program, proxy, loggers);
            if (config.Node.IsSupervisor)
                node.StartSupervisor(program, proxy, loggers);
            loggers.CreateLogger("Topology").NodeIsUp(node.Name, string.Join(", ", config.Node.Roles), node.Address);
            return node;
        }
        catch
        {
            _ = system?.Terminate(); // ignored: what went wrong is thrown
            folders.Dispose();
            throw;
        }
    }

    /// <summary>How the node is at this moment. Quick, on any thread.</summary>
    public HealthState Health()
    {
        if (_system.WhenTerminated.IsCompleted)
            return new HealthState(false, false, "the node has left its cluster");
        var self = AkkaCluster.Get(_system).SelfMember;
        return new HealthState(true, self.Status == MemberStatus.Up, $"{Name} is {self.Status}");
    }

    /// <summary>Leaves the cluster in good order. Workers keep running: another node, or this one after a restart, takes them over.</summary>
    public async ValueTask DisposeAsync()
    {
        var left = CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await Task.WhenAny(left, Task.Delay(LeaveLimit, TimeProvider.System)).ConfigureAwait(false);
    }

    private void StartMaster(ProgramCommand program, IActorRef proxy, ILoggerFactory loggers)
    {
        var limits = PackageLimits();
        IPackageStore store = _config.Master.Store == StoreKind.Sqlite
            ? SqlPackageStore.Sqlite(PersistenceSettings.ConnectionString(_config), limits)
            : SqlPackageStore.PostgreSql(_config.Master.PostgreSql!.Reveal(), limits); // needed with this store: checked when the file was read
        var copies = new PackageCache(Path.Combine(_config.Node.DataDir, "submitted"), limits);
        var maker = new BlueprintMaker(store, copies, new BlueprintProcess(program, TimeProvider.System));
        MasterHost.Start(_system, proxy, new MasterOptions
        {
            Node = Name,
            Scheduler = Schedulers.Create(_config.Cluster.Scheduler),
            Packages = new StoredPackages(store, copies),
            PackagesKept = _config.Master.PackagesKept,
            Savepoints = new SavepointDesk(_config.Checkpoints.Open(), Path.Combine(_config.Node.DataDir, "savepoints"), TimeProvider.System),
            MakeBlueprint = maker.MakeAsync,
            Token = _config.Security.Token?.Reveal(),
            Settings = _config.ToSettings(),
            MaxPackageBytes = _config.Limits.PackageBytes,
            Log = loggers.CreateLogger("Topology"),
        });
    }

    private void StartSupervisor(ProgramCommand program, IActorRef proxy, ILoggerFactory loggers)
    {
        var options = new SupervisorOptions
        {
            Node = Name,
            Host = _config.Node.Host,
            Slots = _config.Supervisor.Slots,
            CpuPercent = _config.Supervisor.CpuPercent,
            MemoryMebibytes = _config.Supervisor.MemoryBytes / (double)(1 << 20),
            DataFolder = _config.Node.DataDir,
            LogFolder = _config.LogDir,
            LogBytes = _config.Supervisor.LogFileBytes,
            LogsKept = _config.Supervisor.LogFilesKept,
            EndedLogsKept = _config.Supervisor.EndedLogsKept,
            EndedLogsBytes = _config.Supervisor.EndedLogsBytes,
            Launch = new WorkerLaunch(program.FileName, [.. program.Arguments, "worker"]),
            Network = WorkerSettings.For(_config, Port),
        };
        var packages = new CachedPackages(new PackageCache(Path.Combine(_config.Node.DataDir, "packages"), PackageLimits()));
        var props = SupervisorActor.Props(options, proxy, packages, ClusterDowning.Of(_system), TimeProvider.System, loggers.CreateLogger("Topology"));
        _system.ActorOf(props, "supervisor");
    }

    private PackageLimits PackageLimits() => new() { MaxArchiveBytes = _config.Limits.PackageBytes, MaxUnpackedBytes = _config.Limits.PackageBytes };
}
