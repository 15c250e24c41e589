using CsCheck;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Scheduling;

/// <summary>What the even scheduler promises, over random clusters to which random things happen.</summary>
public class EvenSchedulerPropertyTests
{
    [Fact]
    public void When_nodes_and_topologies_come_and_go_Then_every_plan_keeps_its_promises() => ClusterEvent.Sequences.Sample(
        events =>
        {
            var cluster = new RandomCluster(Schedulers.Create(SchedulerKind.Even));
            foreach (var what in events)
            {
                var outcome = cluster.Do(what);
                foreach (var (before, result) in outcome)
                {
                    CheckWorkers(cluster, before, result, outcome);
                    CheckMoves(cluster, before, result);
                    CheckBalance(before, result, cluster.Resized.Contains(before.Id));
                }
                foreach (var (before, result) in cluster.Do(Nothing))
                    Assert.True(result.Assignment is null || ReferenceEquals(before.Current, result.Assignment), $"{before.Id} was planned again though nothing happened");
            }
        },
        iter: 3000, threads: 1);

    [Fact]
    public void When_a_topology_is_placed_on_an_empty_cluster_Then_nodes_are_used_evenly() => Gen.Select(Gen.Int[1, 5].Array[1, 6], Gen.Int[1, 12]).Sample(
        (slots, workers) =>
        {
            SchedulableNode[] nodes = [.. slots.Select((count, at) => Plans.Node($"n{at}", count))];

            var result = Schedulers.Create(SchedulerKind.Even).Place(nodes, Plans.Chain("t", workers, ("a", 20)));

            int CountOn(SchedulableNode node) => result.Slots().Count(slot => slot.Node == node.Name);
            foreach (var node in nodes)
                Assert.True(CountOn(node) == node.Slots || nodes.All(other => CountOn(other) <= CountOn(node) + 1), $"{node} has {CountOn(node)}");
        },
        iter: 1000, threads: 1);

    private static readonly ClusterEvent Nothing = new(8, 0, 1, []);

    /// <summary>It has all the workers it can use, or every slot is taken and it says so.</summary>
    private static void CheckWorkers(
        RandomCluster cluster, SchedulableTopology topology, ScheduleResult result, IReadOnlyList<(SchedulableTopology Before, ScheduleResult Result)> all)
    {
        var got = result.Assignment is null ? 0 : result.Slots().Length;
        var wanted = Math.Min(topology.Workers, topology.Executors.Count);
        Assert.True(got <= wanted, $"{got} workers, {wanted} wanted");
        Assert.Equal(got < wanted, result.Trouble is not null);
        if (got < wanted)
            Assert.Equal(cluster.Nodes.Sum(node => node.Slots), all.Sum(other => other.Result.Assignment is null ? 0 : other.Result.Slots().Length));
    }

    /// <summary>What runs moves only when there are more workers than before, or fewer are asked for.</summary>
    private static void CheckMoves(RandomCluster cluster, SchedulableTopology topology, ScheduleResult result)
    {
        if (topology.Current is not { } current || result.Assignment is not { } assignment)
            return;
        int[] alive = [.. Enumerable.Range(0, current.SlotOfWorker.Count).Where(worker => cluster.Nodes.Any(node => node.Name == current.SlotOfWorker[worker]?.Node))];
        Assert.All(alive.Where(worker => worker < assignment.SlotOfWorker.Count && assignment.SlotOfWorker[worker] is not null), worker =>
            Assert.Equal(current.SlotOfWorker[worker], assignment.SlotOfWorker[worker]));
        var before = current.WorkerOfExecutor.Distinct().Count();
        if (result.Slots().Length <= before && before <= topology.Workers)
            Plans.CheckNothingMoved(cluster.Nodes, topology, result);
    }

    /// <summary>Components always; sums unless workers were lost and not replaced, when nothing moves to level them out.</summary>
    private static void CheckBalance(SchedulableTopology topology, ScheduleResult result, bool isResized)
    {
        if (result.Assignment is null)
            return;
        int[] live = [.. result.Executors().Distinct()];
        foreach (var component in topology.Executors.GroupBy(executor => executor.Component))
        {
            int[] counts = [.. live.Select(worker => component.Count(executor => result.Executors()[executor.Id] == worker))];
            Assert.True(counts.Max() - counts.Min() <= 1, $"{topology.Id} {component.Key}: {string.Join(",", counts)}");
        }
        if (result.Trouble is null && !isResized)
            Assert.True(result.Sizes()[^1] - result.Sizes()[0] <= 1, $"{topology.Id}: {string.Join(",", result.Sizes())}");
    }
}
