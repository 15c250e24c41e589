using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Scheduling;

/// <summary>Makes what schedulers are asked and looks at what they answer.</summary>
internal static class Plans
{
    public static SchedulableNode Node(string name, int slots, double cpu = 400, double memory = 4096) => new(name, slots, cpu, memory);

    /// <summary>A chain of components: each gets tuples of the one before.</summary>
    public static SchedulableTopology Chain(string id, int workers, params (string Component, int Executors)[] components) =>
        Loaded(id, workers, 10, 128, components);

    /// <summary>Likewise, with what each executor needs.</summary>
    public static SchedulableTopology Loaded(string id, int workers, double cpu, double memory, params (string Component, int Executors)[] components)
    {
        var executors = new List<SchedulableExecutor>();
        foreach (var (component, count) in components)
        {
            for (var i = 0; i < count; i++)
                executors.Add(new SchedulableExecutor(executors.Count, component, cpu, memory));
        }
        return new SchedulableTopology(id, workers, executors, [.. components.Zip(components.Skip(1), (from, to) => (from.Component, to.Component))], null);
    }

    public static ScheduleResult Place(this IScheduler scheduler, IReadOnlyList<SchedulableNode> nodes, SchedulableTopology topology) =>
        Assert.Single(scheduler.Schedule(nodes, [topology]));

    /// <summary>The topology as it runs after a plan; without a plan it stays as it was.</summary>
    public static SchedulableTopology After(this SchedulableTopology topology, ScheduleResult result) =>
        topology with { Current = result.Assignment ?? topology.Current };

    /// <summary>Executors by worker, workers without any left out, ascending.</summary>
    public static int[] Sizes(this ScheduleResult result) => [.. result.Executors().GroupBy(worker => worker).Select(group => group.Count()).Order()];

    /// <summary>The worker of each executor.</summary>
    public static IReadOnlyList<int> Executors(this ScheduleResult result) => result.Assignment!.WorkerOfExecutor;

    /// <summary>The slots in use.</summary>
    public static WorkerSlot[] Slots(this ScheduleResult result) => [.. result.Assignment!.SlotOfWorker.OfType<WorkerSlot>()];

    /// <summary>The slot of each executor.</summary>
    public static WorkerSlot?[] Places(this TopologyAssignment assignment) =>
        [.. assignment.WorkerOfExecutor.Select(worker => worker < 0 ? null : assignment.SlotOfWorker[worker])];

    /// <summary>What every plan must keep to, whoever made it.</summary>
    public static void Check(IReadOnlyList<SchedulableNode> nodes, IReadOnlyList<SchedulableTopology> topologies, IReadOnlyList<ScheduleResult> results)
    {
        Assert.Equal(topologies.Select(topology => topology.Id), results.Select(result => result.TopologyId));
        var used = new HashSet<WorkerSlot>();
        foreach (var (topology, result) in topologies.Zip(results))
        {
            if (result.Assignment is not { } assignment)
            {
                Assert.NotNull(result.Trouble);
                continue;
            }
            Assert.Equal(topology.Executors.Count, assignment.WorkerOfExecutor.Count);
            Assert.All(assignment.Places(), Assert.NotNull); // every executor once, on a worker with a slot
            Assert.All(result.Slots(), slot => Assert.True(used.Add(slot), $"{slot} is used twice"));
            Assert.All(result.Slots(), slot => Assert.Contains(nodes, node => node.Name == slot.Node && slot.Slot >= 0 && slot.Slot < node.Slots));
            Assert.True(result.Slots().Length <= topology.Workers || result.Trouble is not null, "more workers than asked for");
            for (var worker = 0; worker < assignment.SlotOfWorker.Count; worker++)
                Assert.True(assignment.SlotOfWorker[worker] is null || assignment.WorkerOfExecutor.Contains(worker), $"worker {worker} has nothing to run");
        }
    }

    /// <summary>Nothing that runs on a slot that is still there was moved.</summary>
    public static void CheckNothingMoved(IReadOnlyList<SchedulableNode> nodes, SchedulableTopology topology, ScheduleResult result)
    {
        if (topology.Current is not { } current || result.Assignment is null)
            return;
        var after = result.Assignment.Places();
        foreach (var (executor, slot) in current.Places().Index())
        {
            if (slot is not null && nodes.Any(node => node.Name == slot.Node && slot.Slot < node.Slots))
                Assert.Equal(slot, after[executor]);
        }
    }
}
