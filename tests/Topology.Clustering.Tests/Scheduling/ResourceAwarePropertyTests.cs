using CsCheck;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Scheduling;

/// <summary>What the resource-aware scheduler promises, over random clusters to which random things happen.</summary>
public class ResourceAwarePropertyTests
{
    [Fact]
    public void When_nodes_and_topologies_come_and_go_Then_nothing_that_runs_moves_and_no_node_is_overcommitted() => ClusterEvent.Sequences.Sample(
        events =>
        {
            var cluster = new RandomCluster(Schedulers.Create(SchedulerKind.ResourceAware));
            foreach (var what in events)
            {
                foreach (var (before, result) in cluster.Do(what))
                {
                    if (before.Current is null || before.Current.WorkerOfExecutor.Distinct().Count() <= before.Workers)
                        Plans.CheckNothingMoved(cluster.Nodes, before, result);
                }
                CheckCapacity(cluster);
            }
        },
        iter: 3000, threads: 1);

    [Fact]
    public void When_one_node_alone_could_take_a_topology_Then_it_is_never_refused() => Gen.Select(
        ClusterEvent.Sequences, Gen.Int[1, 4].Array[1, 4]).Sample(
        (events, executors) =>
        {
            var cluster = new RandomCluster(Schedulers.Create(SchedulerKind.ResourceAware));
            foreach (var what in events)
                cluster.Do(what);
            var topology = Plans.Loaded("new", 3, 7, 70, [.. executors.Select((count, at) => ($"c{at}", count))]);
            var need = new ResourceLoad(7 * executors.Sum(), 70 * executors.Sum());
            var fits = cluster.Nodes.Any(node => HasSlot(cluster, node) && FreeOn(cluster, node).HasRoomFor(need));

            cluster.Topologies.Add(topology);
            var result = cluster.Do(new ClusterEvent(8, 0, 1, []))[^1].Result;

            Assert.True(result.Assignment is not null || !fits, result.Trouble);
        },
        iter: 1000, threads: 1);

    /// <summary>What runs on the nodes that are alive, as the topologies' last plans say; a refused one still runs what it has left.</summary>
    private static void CheckCapacity(RandomCluster cluster)
    {
        foreach (var node in cluster.Nodes)
        {
            var free = FreeOn(cluster, node);
            Assert.True(free.HasRoomFor(default), $"{node.Name} is overcommitted: {free} left");
        }
    }

    private static bool HasSlot(RandomCluster cluster, SchedulableNode node) =>
        cluster.Topologies.SelectMany(topology => topology.Current?.SlotOfWorker ?? []).Count(slot => slot?.Node == node.Name) < node.Slots;

    private static ResourceLoad FreeOn(RandomCluster cluster, SchedulableNode node)
    {
        var free = new ResourceLoad(node.CpuPercent, node.MemoryMebibytes);
        foreach (var topology in cluster.Topologies)
        {
            foreach (var (executor, slot) in topology.Current?.Places().Index() ?? [])
                free -= slot?.Node == node.Name ? ResourceLoad.Of(topology.Executors[executor]) : default;
        }
        return free;
    }
}
