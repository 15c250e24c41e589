using Topology.Clustering.Observability;

namespace Topology.Clustering.Worker;

/// <summary>What a worker process is at: outlives its actor system, which ends when the cluster has removed it or it has lost every master, and is followed by another.
/// One owner at a time: the actor.</summary>
internal sealed class WorkerSession : IDisposable
{
    /// <summary>Begins without orders.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It cannot listen for other workers.</exception>
    public WorkerSession(WorkerParts parts)
    {
        Parts = parts;
        Life = new WorkerLife(parts.Spec.Worker, parts.Spec.Incarnation, () => Engine?.Engine.Stages() ?? []);
        Links = new WorkerLinks(parts.Spec, parts.LinkOptions, parts.Tls, parts.Serializer, parts.Clock.Provider, parts.Loggers.CreateLogger("Topology"));
    }

    public WorkerParts Parts { get; }

    public WorkerLife Life { get; }

    public WorkerLinks Links { get; }

    /// <summary>From the first orders on.</summary>
    public WorkerEngine? Engine { get; private set; }

    /// <summary>From the first orders on.</summary>
    public WorkerFigureReader? Figures { get; private set; }

    /// <summary>The first orders came.</summary>
    public WorkerEngine Begin(PlaceExecutors place, int workers)
    {
        Engine = new WorkerEngine(Parts.Spec, Parts.Topology, place.Placement, workers, Parts.Threads, Parts.Clock, Parts.Loggers);
        Figures = new WorkerFigureReader(Engine.Engine, Parts.Clock.Provider);
        return Engine;
    }

    public void Dispose()
    {
        Links.Dispose();
        Engine?.Dispose();
    }
}
