namespace Topology.Clustering.Master;

/// <summary>All the master has decided. Immutable: a fold of its events; also the snapshot's content.</summary>
internal sealed record MasterState
{
    /// <summary>Ended topologies that are kept for their figures and errors.</summary>
    public const int EndedKept = 50;

    public static MasterState Empty { get; } = new();

    /// <summary>Submissions so far; makes ids unique.</summary>
    public long Submissions { get; init; }

    /// <summary>In the order of submission.</summary>
    public IReadOnlyList<TopologyRecord> Alive { get; init; } = [];

    /// <summary>In the order in which they ended.</summary>
    public IReadOnlyList<TopologyRecord> Ended { get; init; } = [];

    /// <summary>The state after an event. One about a topology that is not known any more changes nothing.</summary>
    public MasterState Apply(IMasterEvent change)
    {
        if (change is TopologySubmitted submitted)
            return this with { Submissions = Submissions + 1, Alive = [.. Alive, TopologyRecord.Of(submitted)] };
        if (FindAlive(change.TopologyId) is not { } record)
            return this;
        var changed = record.Apply(change);
        if (changed.Phase != TopologyPhase.Ended)
            return this with { Alive = [.. Alive.Select(other => other.Id == record.Id ? changed : other)] };
        return this with { Alive = [.. Alive.Where(other => other.Id != record.Id)], Ended = [.. Ended.Append(changed).TakeLast(EndedKept)] };
    }

    public TopologyRecord? FindAlive(string id) => Alive.FirstOrDefault(record => record.Id == id);

    /// <summary>The last topology that had a name, or the one with an id.</summary>
    public TopologyRecord? Find(string nameOrId) =>
        Alive.Concat(Ended).FirstOrDefault(record => record.Id == nameOrId)
        ?? Alive.LastOrDefault(record => record.Name == nameOrId)
        ?? Ended.LastOrDefault(record => record.Name == nameOrId);
}
