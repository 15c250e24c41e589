using CsCheck;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Scheduling;

/// <summary>Something that happens to a cluster.</summary>
/// <param name="What">0, 1: a node joins. 2, 3: one dies. 4, 5: a topology is submitted. 6: one ends. 7: one wants another number of workers. 8: nothing.</param>
/// <param name="Who">Which one, modulo how many there are.</param>
/// <param name="Size">Slots, workers.</param>
/// <param name="Executors">Of each component.</param>
internal sealed record ClusterEvent(int What, int Who, int Size, int[] Executors)
{
    public static Gen<ClusterEvent[]> Sequences { get; } =
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 100], Gen.Int[1, 6], Gen.Int[1, 5].Array[1, 4], (what, who, size, executors) => new ClusterEvent(what, who, size, executors)).Array[1, 25];
}

/// <summary>A cluster to which things happen, and which is planned anew after each.</summary>
internal sealed class RandomCluster(IScheduler scheduler)
{
    private int _names;

    public List<SchedulableNode> Nodes { get; } = [];

    public List<SchedulableTopology> Topologies { get; } = [];

    /// <summary>Topologies that have asked for another number of workers.</summary>
    public HashSet<string> Resized { get; } = [];

    /// <summary>Lets something happen and plans.</summary>
    /// <returns>What the topologies were before, and the plans for them.</returns>
    public IReadOnlyList<(SchedulableTopology Before, ScheduleResult Result)> Do(ClusterEvent what)
    {
        Apply(what);
        var results = scheduler.Schedule(Nodes, Topologies);
        Plans.Check(Nodes, Topologies, results);
        Assert.Equal(results.Select(Show), scheduler.Schedule([.. Nodes], [.. Topologies]).Select(Show)); // the same again
        (SchedulableTopology, ScheduleResult)[] outcome = [.. Topologies.Zip(results)];
        for (var i = 0; i < Topologies.Count; i++)
            Topologies[i] = Topologies[i].After(results[i]);
        return outcome;
    }

    private void Apply(ClusterEvent what)
    {
        if (what.What < 2)
            Nodes.Add(Plans.Node($"n{_names++}", what.Size, 100 + what.Who, 1000 + 10 * what.Who));
        else if (what.What < 4 && Nodes.Count > 0)
            Nodes.RemoveAt(what.Who % Nodes.Count);
        else if (what.What < 6)
            Topologies.Add(Plans.Loaded($"t{_names++}", what.Size, 5 + what.Who / 3.0, 50 + what.Who, [.. what.Executors.Select((count, at) => ($"c{at}", count))]));
        else if (what.What == 6 && Topologies.Count > 0)
            Topologies.RemoveAt(what.Who % Topologies.Count);
        else if (what.What == 7 && Topologies.Count > 0)
            Resize(what.Who % Topologies.Count, what.Size);
    }

    private void Resize(int topology, int workers)
    {
        Topologies[topology] = Topologies[topology] with { Workers = workers };
        Resized.Add(Topologies[topology].Id);
    }

    private static string Show(ScheduleResult result) => result.Assignment is { } assignment
        ? $"{result.TopologyId}: {string.Join(" ", assignment.SlotOfWorker)} / {string.Join(" ", assignment.WorkerOfExecutor)} / {result.Trouble}"
        : $"{result.TopologyId}: {result.Trouble}";
}
