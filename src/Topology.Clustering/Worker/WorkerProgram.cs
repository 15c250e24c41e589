using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Hosting;
using Topology.Clustering.Master;
using Topology.Clustering.Observability;
using Topology.Clustering.Packages;
using Topology.Clustering.Packages.Loading;
using Topology.Clustering.Transport;
using Topology.Runtime.Execution;
using Topology.Runtime.State;

namespace Topology.Clustering.Worker;

/// <summary>The work of <c>topology worker --spec FILE</c>: a process that runs a topology's executors until it is told to end.</summary>
public static class WorkerProgram
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(5); // the supervisor kills after 10 s

    /// <summary>Runs until SIGTERM. When the cluster has removed the worker, or it has lost every master, its executors go on and it joins again.</summary>
    /// <param name="specFile">Written by the supervisor.</param>
    /// <param name="loggers">Where to log; to standard output, which is the worker's log file.</param>
    /// <param name="storage">Makes the place for states larger than memory; null: topologies that ask for it are refused.</param>
    /// <exception cref="InvalidDataException">The file is no spec.</exception>
    public static async Task RunAsync(string specFile, ILoggerFactory loggers, Func<IStateStorage>? storage = null)
    {
        var spec = WorkerSpec.Load(specFile);
        var log = loggers.CreateLogger("Topology");
        var config = NodeConfig.Parse(spec.Network.Configuration);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, end));
        using var held = PackageCache.Hold(spec.PackageFolder);
        using var threads = new WorkerThreads(new EngineClock(TimeProvider.System), Environment.ProcessorCount);
        var (session, cause) = Load(spec, config, threads, loggers, storage);
        using var owned = session;
        if (cause is not null)
            log.WorkerFailed(spec.Worker, cause);
        while (true)
        {
            var system = Join(spec, config, session, cause, loggers, log);
            await Task.WhenAny(end.Task, system.WhenTerminated).ConfigureAwait(false);
            if (end.Task.IsCompleted)
            {
                await Task.WhenAny(CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance), Task.Delay(LeaveLimit, TimeProvider.System)).ConfigureAwait(false);
                return;
            }
            log.WorkerRemoved(spec.Worker);
        }
    }

    /// <summary>Starts an actor system, which joins the cluster as soon as it finds one.</summary>
    private static ActorSystem Join(WorkerSpec spec, NodeConfig config, WorkerSession? session, string? cause, ILoggerFactory loggers, ILogger log)
    {
        var seeds = spec.Network.Seeds.Select(seed => seed[(seed.IndexOf('@') + 1)..]); // a node's address, or host:port alone
        var system = ClusterSystem.StartWorker(config, [.. seeds], loggers);
        var address = ClusterSystem.AddressOf(system).ToString();
        Save(spec, address, log);
        log.WorkerRunsAt(spec.Worker, spec.TopologyId, spec.Incarnation, Environment.ProcessId, address);
        var master = MasterHost.StartProxy(system);
        system.ActorOf(session is not null
            ? Props.Create(() => new WorkerActor(session, address, master))
            : Props.Create(() => new BrokenWorkerActor(spec, address, cause!, master, TimeProvider.System)), "worker"); // set when there is no session
        return system;
    }

    /// <summary>Without it the cluster takes longer to notice the death of this process; a full disk is no reason to die now.</summary>
    private static void Save(WorkerSpec spec, string address, ILogger log)
    {
        try
        {
            spec.SaveAddress(address);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.AddressNotSaved(spec.Worker, error);
        }
    }

    private static (WorkerSession? Session, string? Cause) Load(WorkerSpec spec, NodeConfig config, WorkerThreads threads, ILoggerFactory loggers, Func<IStateStorage>? storage)
    {
        try
        {
            var topology = LoadedTopology.Load(spec.PackageFolder, spec.Code);
            var assembly = topology.Definition.GetType().Assembly;
            return (new WorkerSession(new WorkerParts
            {
                Spec = spec,
                Topology = topology,
                Threads = threads,
                Clock = threads.Clock,
                Loggers = loggers,
                Serializer = new HyperionValueSerializer(OwnAssemblies.Of(assembly), AssemblyLoadContext.GetLoadContext(assembly)),
                LinkOptions = new LinkOptions
                {
                    Compress = config.Link.Compression == LinkCompression.Lz4,
                    Limits = new() { MaxTupleBytes = config.Limits.TupleBytes },
                },
                Tls = TlsOf(config),
                Store = spec.Network.Checkpoints.Open(),
                Storage = topology.Config.StateBackend == StateBackend.Memory ? null : storage?.Invoke(),
            }), null);
        }
        catch (Exception error) when (error is TopologyException or IOException or System.Net.Sockets.SocketException)
        {
            return (null, error.Message);
        }
    }

    private static LinkTls? TlsOf(NodeConfig config)
    {
        if (!config.Security.Tls.IsOn)
            return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(config.Security.Tls.CaFile!); // needed with TLS: checked when the node read its file
        return new LinkTls(TlsIdentity.Load(config.Security.Tls).Certificate, authorities);
    }

    private static void Stop(PosixSignalContext context, TaskCompletionSource end)
    {
        context.Cancel = true;
        end.TrySetResult();
    }
}
