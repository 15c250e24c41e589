using Topology.Runtime.Checkpoints;

namespace Topology.Clustering;

/// <summary>How a topology's checkpoints go, since it was submitted. A snapshot.</summary>
public sealed record CheckpointReport : CheckpointFigures
{
    /// <summary>Nothing has happened yet.</summary>
    public CheckpointReport()
    {
    }

    internal CheckpointReport(CheckpointFigures figures)
        : base(figures)
    {
    }

    /// <summary>Since the last one was complete.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Tasks that the one under way waits for, as "component[task]".</summary>
    public IReadOnlyList<string> WaitingForTasks { get; init; } = [];
}
