using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Master;

/// <summary>Everything that was decided about one topology. Immutable: a fold of its events; stored in snapshots.</summary>
internal sealed record TopologyRecord
{
    /// <summary>Errors kept of each component.</summary>
    public const int ErrorsKept = 10;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required TopologyCode Code { get; init; }

    public required TopologyBlueprint Blueprint { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public TopologyPhase Phase { get; init; }

    /// <summary>Whether the user wants spouts to emit.</summary>
    public bool WantsActive { get; init; }

    /// <summary>Whether it was submitted inactive and never activated: then nothing of it runs.</summary>
    public bool IsDormant { get; init; }

    /// <summary>Whether every worker was ready once since the last placement: before that no spout emits.</summary>
    public bool IsStarted { get; init; }

    /// <summary>Whether a rebalance is under way.</summary>
    public bool IsRebalancing { get; init; }

    /// <summary>Whether it goes back to its last checkpoint; then it is not started.</summary>
    public bool IsGoingBack { get; init; }

    /// <summary>Of the orders in force; 0 before the first.</summary>
    public long Generation { get; init; }

    /// <summary>Of who coordinates checkpoints: grows over all topologies of a name, as a generation takes longer than a microsecond.</summary>
    public long Term => (SubmittedAt.ToUnixTimeMilliseconds() << 20) + Generation;

    /// <summary>Null while it has no place. Kept after the end: it tells where the logs are.</summary>
    public TopologyAssignment? Assignment { get; init; }

    /// <summary>By worker number; as many as the assignment has.</summary>
    public IReadOnlyList<WorkerSeat> Seats { get; init; } = [];

    /// <summary>By executor id: the generation in which it was placed.</summary>
    public IReadOnlyList<long> Epochs { get; init; } = [];

    /// <summary>What comes after the drain; null if there is none.</summary>
    public DrainEnd? End { get; init; }

    /// <summary>When the present phase is over at the latest.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What the rebalance changes.</summary>
    public RebalanceChange? Change { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Cause { get; init; }

    /// <summary>What processes that are gone had counted.</summary>
    public IReadOnlyList<ComponentFigures> Retired { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ComponentError> Errors { get; init; } = [];

    /// <summary>Null while it has not ended.</summary>
    public TopologyEnded? Ending { get; init; }

    /// <summary>What its workers are to do.</summary>
    public WorkerGoal Goal => Phase switch
    {
        TopologyPhase.Stopping or TopologyPhase.Removing => WorkerGoal.Stopped,
        TopologyPhase.Saving => End == DrainEnd.Completed ? WorkerGoal.Completing : WorkerGoal.Saving,
        TopologyPhase.Running when IsStarted && WantsActive => WorkerGoal.Active,
        _ => WorkerGoal.Inactive,
    };

    /// <summary>What users see.</summary>
    public TopologyStatus Status => Phase switch
    {
        TopologyPhase.Ended => Ending!.Status, // set together with the phase
        TopologyPhase.Draining or TopologyPhase.Saving or TopologyPhase.Stopping or TopologyPhase.Removing =>
            End == DrainEnd.Rebalancing ? TopologyStatus.Rebalancing : TopologyStatus.Draining,
        _ when IsRebalancing => TopologyStatus.Rebalancing,
        _ when IsDormant => TopologyStatus.Inactive,
        _ when IsGoingBack => TopologyStatus.Recovering,
        _ when !IsStarted => TopologyStatus.Starting,
        _ => WantsActive ? TopologyStatus.Active : TopologyStatus.Inactive,
    };

    /// <summary>Whether it ends and nothing can change that any more.</summary>
    public bool IsEnding => Phase == TopologyPhase.Ended || End is DrainEnd.Killed or DrainEnd.Completed or DrainEnd.Failed;

    public static TopologyRecord Of(TopologySubmitted submitted) => new()
    {
        Id = submitted.TopologyId,
        Name = submitted.Name,
        Code = submitted.Code,
        Blueprint = submitted.Blueprint,
        SubmittedAt = submitted.SubmittedAt,
        WantsActive = !submitted.StartsInactive,
        IsDormant = submitted.StartsInactive,
    };

    /// <summary>The record after an event.</summary>
    /// <exception cref="InvalidOperationException">The event cannot happen in this phase.</exception>
    public TopologyRecord Apply(IMasterEvent change) => change switch
    {
        TopologyAssigned e => (this with
        {
            Phase = Phase.To(TopologyPhase.Running),
            Generation = e.Generation,
            Assignment = e.Assignment,
            Seats = e.Seats,
            Epochs = e.Epochs,
        }).GoBack(e.GoesBack),
        PlacesChanged e => (this with { Generation = e.Generation, Seats = e.Seats, Epochs = e.Epochs, Retired = MetricsAggregator.Add(Retired, e.Retired) }).GoBack(e.GoesBack),
        GoalChanged e => this with { WantsActive = e.IsActive, IsDormant = IsDormant && !e.IsActive },
        TopologyStarted => this with { IsStarted = true, IsRebalancing = false, IsGoingBack = false },
        DrainBegun e => Drain(e),
        SaveBegun e => this with { Phase = Phase.To(TopologyPhase.Saving), End = e.End, Until = e.Until },
        StopBegun e => this with { Phase = Phase.To(TopologyPhase.Stopping), End = e.End, Until = e.Until, Cause = e.Cause },
        RemovalBegun e => this with { Phase = Phase.To(TopologyPhase.Removing), Until = e.Until, Retired = MetricsAggregator.Add(Retired, e.Retired) },
        ExecutorsChanged e => Rebalanced(e.Change),
        TopologyEnded e => this with { Phase = Phase.To(TopologyPhase.Ended), Ending = e, Cause = e.Cause, Seats = [], Epochs = [], Retired = [] },
        ErrorNoted e => Note(e.Error),
        _ => throw new InvalidOperationException($"{change.GetType().Name} is no event of a topology that exists."),
    };

    /// <summary>Something was lost: what was complete but for its last checkpoint is so no longer. If it goes back, no spout emits before every worker is ready again.</summary>
    private TopologyRecord GoBack(bool goesBack)
    {
        var record = Phase == TopologyPhase.Saving && End == DrainEnd.Completed ? this with { Phase = Phase.To(TopologyPhase.Running), End = null } : this;
        return goesBack ? record with { IsGoingBack = IsStarted || IsGoingBack, IsStarted = false } : record;
    }

    private TopologyRecord Drain(DrainBegun e)
    {
        var drained = this with { End = e.End, Change = e.Change, IsRebalancing = e.End == DrainEnd.Rebalancing };
        if (Phase == TopologyPhase.Saving)
            return drained with { Until = e.Until }; // only what comes after it has changed, and how long it may take
        return Phase is TopologyPhase.Running or TopologyPhase.Draining
            ? drained with { Phase = Phase.To(TopologyPhase.Draining), Until = e.Until }
            : drained; // its workers are stopping already: only what comes after that has changed
    }

    private TopologyRecord Rebalanced(RebalanceChange change)
    {
        var executors = new Dictionary<string, int>(Code.Executors, StringComparer.Ordinal);
        foreach (var (component, count) in change.Executors)
            executors[component] = count;
        return this with
        {
            Phase = Phase.To(TopologyPhase.Placing),
            Code = Code with { Executors = executors, Settings = TopologyShape.WithWorkers(Code.Settings, change.Workers) },
            End = null,
            Until = null,
            Change = null,
            IsStarted = false,
            Assignment = null,
            Seats = [],
            Epochs = [],
        };
    }

    private TopologyRecord Note(ComponentError error)
    {
        var same = Errors.Where(other => other.Component == error.Component).ToList();
        var dropped = same.Count >= ErrorsKept ? same[0] : null;
        return this with { Errors = [.. Errors.Where(other => !ReferenceEquals(other, dropped)), error] };
    }
}
