using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Hosting;
using Topology.Clustering.Master;
using Topology.Clustering.Observability;
using Topology.Clustering.Packages.Loading;
using Topology.Clustering.Transport;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Worker;

/// <summary>The work of <c>topology worker --spec FILE</c>: a process that runs a topology's executors until it is told to end.</summary>
public static class WorkerProgram
{
    /// <summary>The process ended because it was told to.</summary>
    public const int Ended = 0;

    /// <summary>The cluster has removed the worker, which it noticed too late or from the wrong side of a partition.</summary>
    public const int Removed = 3;

    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(5); // the supervisor kills after 10 s

    /// <summary>Runs until the end.</summary>
    /// <param name="specFile">Written by the supervisor.</param>
    /// <param name="loggers">Where to log; to standard output, which is the worker's log file.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="InvalidDataException">The file is no spec.</exception>
    public static async Task<int> RunAsync(string specFile, ILoggerFactory loggers)
    {
        var spec = WorkerSpec.Load(specFile);
        var log = loggers.CreateLogger("Topology");
        var config = NodeConfig.Parse(spec.Network.Configuration);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, end));
        var system = ClusterSystem.StartWorker(config, spec.Network.Seeds, loggers);
        var address = ClusterSystem.AddressOf(system).ToString();
        spec.SaveAddress(address);
        log.WorkerRunsAt(spec.Worker, spec.TopologyId, spec.Incarnation, Environment.ProcessId, address);
        using var threads = Start(spec, config, system, address, loggers, log);
        await Task.WhenAny(end.Task, system.WhenTerminated).ConfigureAwait(false);
        if (!end.Task.IsCompleted)
        {
            log.WorkerRemoved(spec.Worker);
            return Removed;
        }
        await Task.WhenAny(CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance), Task.Delay(LeaveLimit, TimeProvider.System)).ConfigureAwait(false);
        return Ended;
    }

    private static WorkerThreads Start(WorkerSpec spec, NodeConfig config, ActorSystem system, string address, ILoggerFactory loggers, ILogger log)
    {
        var clock = new EngineClock(TimeProvider.System);
        var threads = new WorkerThreads(clock, Environment.ProcessorCount);
        var master = MasterHost.StartProxy(system);
        try
        {
            var topology = LoadedTopology.Load(spec.PackageFolder, spec.Code);
            var parts = new WorkerParts
            {
                Spec = spec,
                Topology = topology,
                Address = address,
                Threads = threads,
                Clock = clock,
                Loggers = loggers,
                Serializer = HyperionValueSerializer.For(topology.Definition.GetType().Assembly),
                LinkOptions = new Transport.LinkOptions
                {
                    Compress = config.Link.Compression == LinkCompression.Lz4,
                    Limits = new() { MaxTupleBytes = config.Limits.TupleBytes },
                },
                Tls = TlsOf(config),
            };
            system.ActorOf(Props.Create(() => new WorkerActor(parts, master)), "worker");
        }
        catch (Exception error) when (error is TopologyException or IOException or System.Net.Sockets.SocketException)
        {
            log.WorkerFailed(spec.Worker, error.Message);
            system.ActorOf(Props.Create(() => new BrokenWorkerActor(spec, address, error.Message, master, TimeProvider.System)), "worker");
        }
        return threads;
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
