using Topology.Runtime.Execution;

namespace Topology.Testing;

/// <summary>What the engines did that a topology had before it went back to a checkpoint.</summary>
internal sealed class FormerEngines
{
    private readonly List<string> _errors = [];

    public SimulationTotals Totals { get; private set; } = new(0, 0, 0, 0, 0);

    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Restarts of executors; going back is one of each.</summary>
    public long Restarts { get; private set; }

    /// <summary>What an engine's spouts have counted.</summary>
    public static SimulationTotals TotalsOf(TopologyEngine engine)
    {
        var spouts = engine.Executors.OfType<SpoutExecutor>().ToArray();
        return new SimulationTotals(
            spouts.Sum(spout => spout.Counters.Tracked),
            spouts.Sum(spout => spout.Counters.Acked),
            spouts.Sum(spout => spout.Counters.Failed),
            spouts.Sum(spout => spout.Counters.TimedOut),
            spouts.Sum(spout => spout.Pending + spout.AwaitingCheckpoint));
    }

    public static IEnumerable<string> ErrorsOf(TopologyEngine engine) => engine.Errors.ToList().Select(error => $"{error.Component}: {error.Message}");

    public void Add(TopologyEngine engine)
    {
        var totals = TotalsOf(engine);
        Totals = With(totals with { Failed = totals.Failed + totals.Pending, Pending = 0 });
        Restarts += engine.Executors.Sum(executor => executor.Counters.Restarts + 1);
        _errors.AddRange(ErrorsOf(engine));
    }

    /// <summary>Those and these.</summary>
    public SimulationTotals With(SimulationTotals totals) => new(
        Totals.Tracked + totals.Tracked, Totals.Acked + totals.Acked, Totals.Failed + totals.Failed, Totals.TimedOut + totals.TimedOut, Totals.Pending + totals.Pending);
}
