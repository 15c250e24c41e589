using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Observability;

/// <summary>What a worker tells of its engine and of those it had before: counts never fall back. One thread.</summary>
internal sealed class WorkerTotals(TimeProvider time)
{
    private readonly List<ComponentError> _untold = []; // of engines that are gone
    private IReadOnlyList<ComponentFigures> _earlier = [];
    private WorkerFigureReader? _present;

    /// <summary>Another engine counts from now on.</summary>
    public void Open(TopologyEngine engine) => _present = new WorkerFigureReader(engine, time);

    /// <summary>The engine is of no use any more.</summary>
    public void Close()
    {
        if (_present is null)
            return;
        _untold.AddRange(_present.NewErrors());
        _earlier = MetricsAggregator.Add(_earlier, [.. _present.Figures().Select(MetricsAggregator.Retire)]);
        _present = null;
    }

    /// <summary>Counts since the process started.</summary>
    public IReadOnlyList<ComponentCounts> Counts()
    {
        var present = _present?.Counts() ?? [];
        return _earlier.Count == 0
            ? present
            : [.. MetricsAggregator.Add(_earlier, [.. present.Select(MetricsAggregator.WithoutLatencies)]).Select(figures => figures.Counts)];
    }

    /// <summary>The same with latencies and shares of time.</summary>
    public IReadOnlyList<ComponentFigures> Figures() => MetricsAggregator.Add(_earlier, _present?.Figures() ?? []);

    /// <summary>Errors that were not told before, oldest first.</summary>
    public IReadOnlyList<ComponentError> NewErrors()
    {
        ComponentError[] errors = [.. _untold, .. _present?.NewErrors() ?? []];
        _untold.Clear();
        return errors;
    }
}
