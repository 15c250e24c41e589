using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Master;

/// <summary>A decision of the master. Stored in the journal as JSON under its type's name, so neither a type nor a property may be renamed; properties may be added if they have a default.</summary>
internal interface IMasterEvent
{
    /// <summary>The topology it is about.</summary>
    string TopologyId { get; }
}

/// <summary>A topology was accepted.</summary>
/// <param name="TopologyId">Unique among all submissions.</param>
/// <param name="Name">Unique among those that have not ended.</param>
/// <param name="Code">What its workers load.</param>
/// <param name="Blueprint">Its graph.</param>
/// <param name="StartsInactive">Whether nothing is started before the first activation.</param>
/// <param name="SubmittedAt">When.</param>
internal sealed record TopologySubmitted(
    string TopologyId, string Name, TopologyCode Code, TopologyBlueprint Blueprint, bool StartsInactive, DateTimeOffset SubmittedAt) : IMasterEvent;

/// <summary>It got a place, or another one for some of its executors.</summary>
/// <param name="TopologyId">Which.</param>
/// <param name="Generation">Of the new orders.</param>
/// <param name="Assignment">Complete.</param>
/// <param name="Seats">By worker number.</param>
/// <param name="Epochs">By executor id.</param>
/// <param name="GoesBack">Whether the topology goes back to its last checkpoint.</param>
internal sealed record TopologyAssigned(
    string TopologyId, long Generation, TopologyAssignment Assignment, IReadOnlyList<WorkerSeat> Seats, IReadOnlyList<long> Epochs, bool GoesBack = false) : IMasterEvent;

/// <summary>Processes of it came or went, or links have to be made again.</summary>
/// <param name="TopologyId">Which.</param>
/// <param name="Generation">Of the new orders.</param>
/// <param name="Seats">By worker number.</param>
/// <param name="Epochs">By executor id.</param>
/// <param name="Retired">What processes that are gone had counted, to be added to what is known.</param>
/// <param name="GoesBack">Whether the topology goes back to its last checkpoint.</param>
internal sealed record PlacesChanged(
    string TopologyId, long Generation, IReadOnlyList<WorkerSeat> Seats, IReadOnlyList<long> Epochs, IReadOnlyList<ComponentFigures> Retired, bool GoesBack = false) : IMasterEvent;

/// <summary>The user wants its spouts to emit, or not.</summary>
internal sealed record GoalChanged(string TopologyId, bool IsActive) : IMasterEvent;

/// <summary>Each of its workers was ready for the first time since it got its place.</summary>
internal sealed record TopologyStarted(string TopologyId) : IMasterEvent;

/// <summary>Its spouts are to stop, and what is in flight gets time. Also: that time, or what comes after it, has changed.</summary>
/// <param name="TopologyId">Which.</param>
/// <param name="End">What comes after it.</param>
/// <param name="Until">The deadline.</param>
/// <param name="Change">For a rebalance.</param>
internal sealed record DrainBegun(string TopologyId, DrainEnd End, DateTimeOffset Until, RebalanceChange? Change) : IMasterEvent;

/// <summary>A last checkpoint is to be taken.</summary>
/// <param name="TopologyId">Which.</param>
/// <param name="End">What comes after it.</param>
/// <param name="Until">The deadline; null: until there is one.</param>
internal sealed record SaveBegun(string TopologyId, DrainEnd End, DateTimeOffset? Until) : IMasterEvent;

/// <summary>Its workers are to stop their executors.</summary>
/// <param name="TopologyId">Which.</param>
/// <param name="End">What comes after it.</param>
/// <param name="Until">The deadline.</param>
/// <param name="Cause">Why, if it failed.</param>
internal sealed record StopBegun(string TopologyId, DrainEnd End, DateTimeOffset Until, string? Cause) : IMasterEvent;

/// <summary>Its processes are to end.</summary>
/// <param name="TopologyId">Which.</param>
/// <param name="Until">The longest time to wait for that.</param>
/// <param name="Retired">What they had counted.</param>
internal sealed record RemovalBegun(string TopologyId, DateTimeOffset Until, IReadOnlyList<ComponentFigures> Retired) : IMasterEvent;

/// <summary>Its processes are gone, and it gets a place anew with other numbers.</summary>
internal sealed record ExecutorsChanged(string TopologyId, RebalanceChange Change) : IMasterEvent;

/// <summary>It is over.</summary>
/// <param name="TopologyId">Which.</param>
/// <param name="Status">Completed, Failed or Killed.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="EndedAt">When.</param>
/// <param name="Metrics">The final figures.</param>
internal sealed record TopologyEnded(string TopologyId, TopologyStatus Status, string? Cause, DateTimeOffset EndedAt, TopologyMetrics Metrics) : IMasterEvent;

/// <summary>A component had an error.</summary>
internal sealed record ErrorNoted(string TopologyId, ComponentError Error) : IMasterEvent;

/// <summary>What a drain is for.</summary>
internal enum DrainEnd
{
    /// <summary>The user wants it to end.</summary>
    Killed,

    /// <summary>Its sources have ended and every tuple was processed.</summary>
    Completed,

    /// <summary>A worker has given up.</summary>
    Failed,

    /// <summary>It gets another place.</summary>
    Rebalancing,
}

/// <summary>What a rebalance changes.</summary>
/// <param name="Workers">Workers asked for; null: as before.</param>
/// <param name="Executors">By component; those not named stay.</param>
internal sealed record RebalanceChange(int? Workers, IReadOnlyDictionary<string, int> Executors);

/// <summary>The process that plays a worker's part.</summary>
/// <param name="Incarnation">Of the last process that was linked to the others; 0 if there was none.</param>
/// <param name="Address">Of its actor system.</param>
/// <param name="IsLinked">Whether the others are to be linked to it; if not, it is dead as far as they know.</param>
internal sealed record WorkerSeat(long Incarnation, string? Address, bool IsLinked)
{
    /// <summary>No process was ever linked.</summary>
    public static WorkerSeat Empty { get; } = new(0, null, false);

    /// <summary>As the other workers are told.</summary>
    public WorkerPlace ToPlace(int worker) => IsLinked ? new WorkerPlace(worker, Incarnation, Address) : new WorkerPlace(worker, 0, null);

    /// <summary>The same process, cut off from the others.</summary>
    public WorkerSeat Cut() => IsLinked ? this with { IsLinked = false } : this;
}
