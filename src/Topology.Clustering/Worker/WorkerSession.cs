using Microsoft.Extensions.Logging;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Observability;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Worker;

/// <summary>What a worker process is at: outlives its actor system, which ends when the cluster has removed it or it has lost every master, and is followed by another.
/// One owner at a time: the actor.</summary>
internal sealed class WorkerSession : IDisposable
{
    private readonly StateReader _reader;
    private long _saved;

    /// <summary>Begins without orders.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It cannot listen for other workers.</exception>
    public WorkerSession(WorkerParts parts)
    {
        Parts = parts;
        _reader = new StateReader(this, parts.Loggers.CreateLogger("Topology"));
        Totals = new WorkerTotals(parts.Clock.Provider);
        Plan = new TopologyPlan(parts.Topology.Spec, parts.Topology.Config);
        Life = new WorkerLife(parts.Spec.Worker, parts.Spec.Incarnation, () => Engine?.Engine.Stages() ?? [], GoesBack);
        Links = new WorkerLinks(parts.Spec, parts.LinkOptions, parts.Tls, parts.Serializer, parts.Clock.Provider, parts.Loggers.CreateLogger("Topology"));
    }

    public WorkerParts Parts { get; }

    public TopologyPlan Plan { get; }

    public WorkerLife Life { get; }

    public WorkerLinks Links { get; }

    /// <summary>Whether the topology goes back to its last checkpoint as a whole when something is lost.</summary>
    public bool GoesBack => Plan.Config.Guarantee == DeliveryGuarantee.EffectivelyOnce;

    /// <summary>How checkpoints go, if this worker leads them. Any thread.</summary>
    public CheckpointReports Reports { get; } = new();

    /// <summary>Whether this worker leads checkpoints, and there are any. Any thread.</summary>
    public volatile bool LeadsCheckpoints;

    /// <summary>Whether a task is known to keep state. Any thread.</summary>
    public volatile bool KeepsState;

    /// <summary>The generation whose last checkpoint is complete. Any thread.</summary>
    public long Saved
    {
        get => Volatile.Read(ref _saved);
        set => Volatile.Write(ref _saved, value);
    }

    /// <summary>From the first orders on; null while a topology that goes back is without one.</summary>
    public WorkerEngine? Engine { get; private set; }

    /// <summary>What was counted since the process started.</summary>
    public WorkerTotals Totals { get; }

    /// <summary>The engine that is of no use any more, until it has stopped.</summary>
    public WorkerEngine? Left { get; private set; }

    /// <summary>There is an engine from now on.</summary>
    public WorkerEngine Begin(Placement placement, int workers)
    {
        Engine = new WorkerEngine(Parts, Plan, placement, workers) { Recovery = new ExecutorRecovery(GoesBack, GoesBack ? null : ReadAsync) };
        Totals.Open(Engine.Engine);
        return Engine;
    }

    /// <summary>The engine is of no use any more: its executors are told to stop.</summary>
    public void Leave()
    {
        (Left, Engine) = (Engine, null);
        Totals.Close();
        Left?.StopAll();
    }

    /// <summary>The engine that was left has stopped, or hangs: whoever calls disposes of it.</summary>
    public void LetGo() => Left = null;

    public void Dispose()
    {
        Links.Dispose();
        Engine?.Dispose();
        Left?.Dispose();
    }

    /// <summary>What an executor that failed begins with.</summary>
    private Task<IReadOnlyDictionary<int, TaskRestore>> ReadAsync(ComponentExecutor executor) => KeepsState
        ? _reader.ReadLastAsync(task => executor.Plan.Tasks.Any(own => own.Id == task))
        : Task.FromResult<IReadOnlyDictionary<int, TaskRestore>>(new Dictionary<int, TaskRestore>());
}
