using Topology.Clustering.Observability;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Worker;

/// <summary>What everybody may see of a topology while it runs and after its end. Written by its actor, read by any thread.</summary>
internal sealed class TopologyRun(string id, string name, TopologyConfig config, TimeProvider time)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _startedAt = time.GetTimestamp();
    private volatile int _status = (int)(config.StartInactive ? TopologyStatus.Inactive : TopologyStatus.Starting);
    private volatile MetricsReader? _metrics; // null before the submission is done and after the end
    private volatile Figures? _last; // set before _metrics is cleared

    public string Id { get; } = id;

    public string Name { get; } = name;

    public TopologyConfig Config { get; } = config;

    public Task Completion => _completion.Task;

    public TopologyStatus Status
    {
        get => (TopologyStatus)_status;
        set => _status = (int)value;
    }

    public TopologyMetrics Metrics => _metrics is { } reader ? reader.Read(time.GetElapsedTime(_startedAt)) : _last!.Metrics; // one of the two is set

    public IReadOnlyList<ComponentError> Errors => _metrics is { } reader ? reader.Errors() : _last!.Errors; // one of the two is set

    /// <summary>The engine's figures are the topology's, with those of the engine before it, which has ended.</summary>
    public void Attach(TopologyEngine engine) => _metrics = new MetricsReader(engine, time, _metrics?.Close() ?? EarlierFigures.None);

    /// <summary>Keeps the final figures, so that the engine can go.</summary>
    public void End(TopologyStatus status, ComponentException? cause)
    {
        _last = new Figures(Metrics, Errors);
        _metrics = null;
        Status = status;
        if (cause is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(cause);
        _ = _completion.Task.Exception; // observed: nobody is forced to look at Completion
    }

    private sealed record Figures(TopologyMetrics Metrics, IReadOnlyList<ComponentError> Errors);
}
