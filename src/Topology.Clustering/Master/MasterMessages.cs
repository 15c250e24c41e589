using Akka.Actor;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Timer: time has passed.</summary>
internal sealed record MasterTick : INoSerializationVerificationNeeded
{
    public static MasterTick Instance { get; } = new();
}

/// <summary>Master's actor to its guard: the journal is read.</summary>
internal sealed record MasterReady : INoSerializationVerificationNeeded;

/// <summary>Master's actor to its guard: it stops, and why.</summary>
internal sealed record MasterFailing(string Reason) : INoSerializationVerificationNeeded;

/// <summary>Timer: the back-off is over.</summary>
internal sealed record StartMaster : INoSerializationVerificationNeeded;

/// <summary>From the blueprint's maker.</summary>
/// <param name="Submit">The request.</param>
/// <param name="Asker">Whom to answer.</param>
/// <param name="PackageBytes">The package's size.</param>
/// <param name="Blueprint">Null if it failed.</param>
/// <param name="Refusal">Why it failed.</param>
/// <param name="Id">What the topology is to be called for its savepoint; null: it has none, or it is not in the store yet.</param>
internal sealed record BlueprintMade(
    SubmitTopology Submit, IActorRef Asker, long PackageBytes, TopologyBlueprint? Blueprint, RequestRefused? Refusal, string? Id = null) : INoSerializationVerificationNeeded;

/// <summary>Figures of a worker that was asked; none if it did not answer.</summary>
internal sealed record FiguresArrived(string TopologyId, int Worker, long Incarnation, IReadOnlyList<ComponentFigures>? Figures, bool WereFinal) : INoSerializationVerificationNeeded;

/// <summary>All workers of a topology were asked for a user.</summary>
internal sealed record FiguresCollected(string TopologyId, IActorRef Asker, IReadOnlyList<FiguresArrived> Figures) : INoSerializationVerificationNeeded;
