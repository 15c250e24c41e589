using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>A chain built of tasks: its source stops when asked to, and its end travels to the sink.</summary>
internal abstract class TaskChain : IWorkload
{
    private volatile bool _isStopping;

    public long Count => Sink.Count;

    /// <summary>Whether the source is to end.</summary>
    protected bool IsStopping => _isStopping;

    /// <summary>The sink's.</summary>
    protected SinkCounter Sink { get; } = new();

    /// <summary>Ends when the last tuple has reached the sink; set by the constructor.</summary>
    protected Task Running { get; init; } = Task.CompletedTask;

    public virtual void Dispose()
    {
        _isStopping = true;
        Blocking.Wait(Running, GetType().Name);
        ChainWork.Check(GetType().Name, Sink.Count, Sink.Sum);
    }
}
