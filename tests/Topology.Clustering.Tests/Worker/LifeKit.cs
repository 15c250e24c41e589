using Topology.Clustering.Protocol;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Tests.Worker;

/// <summary>Orders for worker 1 of three, incarnation 11, which runs executors 1 and 2; and what it does with them.</summary>
internal sealed class LifeKit
{
    public const string TopologyId = "words-1";

    public LifeKit(bool goesBack = false) => Life = new WorkerLife(1, 11, () => Stages, goesBack);

    public WorkerLife Life { get; }

    public IReadOnlyList<IReadOnlyList<int>> Stages { get; set; } = [[1], [], [2]];

    /// <summary>Asked of the life at the last step.</summary>
    public IReadOnlyList<string> Last { get; private set; } = [];

    public static WorkerOrders Orders(long generation, WorkerGoal goal = WorkerGoal.Inactive, params WorkerPlace[] others) => new(
        TopologyId, generation, goal,
        [.. new[] { Place(0), Place(1), Place(2) }.Select(place => others.FirstOrDefault(other => other.Worker == place.Worker) ?? place)],
        [0, 1, 1, 2], [1, 1, 1, 1], [0]);

    public static WorkerPlace Place(int worker, long? incarnation = null, string? address = "") =>
        new(worker, incarnation ?? 10 + worker, address is "" ? $"akka.tcp://t@h:{worker}" : address);

    public LifeKit Take(WorkerOrders orders) => Do(Life.Take(orders));

    public LifeKit Prepare(params int[] executors)
    {
        foreach (var executor in executors)
            Do(Life.ExecutorPrepared(executor));
        return this;
    }

    public LifeKit Do(IReadOnlyList<WorkerEffect> effects)
    {
        Last = [.. effects.Select(Text)];
        return this;
    }

    /// <summary>With links to both others, every executor prepared, and the goal reached.</summary>
    public LifeKit Ready(WorkerGoal goal = WorkerGoal.Active, long generation = 5)
    {
        Take(Orders(generation, goal)).Prepare(1, 2);
        Up(0).Up(2);
        return goal == WorkerGoal.Active ? Do(Life.SpoutsTold(true)) : Do(Life.SpoutsTold(false));
    }

    public LifeKit Up(int worker, long? incarnation = null)
    {
        var effects = Life.LinkUp(worker, incarnation ?? 10 + worker, Life.Orders!.Generation);
        Assert.NotNull(effects);
        return Do(effects);
    }

    private static string Text(WorkerEffect effect) => effect switch
    {
        PlaceExecutors place => $"place {string.Join(' ', place.Placement.WorkerOfExecutor)}",
        MakeEngine make => $"make {string.Join(' ', make.Placement.WorkerOfExecutor)}",
        LeaveEngine => "leave",
        CutLink cut => $"cut {cut.Worker}",
        WantLink want => $"want {want.Place.Worker}/{want.Place.Incarnation}",
        FailPendingTrees => "fail",
        SetSpouts set => set.IsActive ? "activate" : "deactivate",
        StopExecutors stop => $"stop {string.Join(' ', stop.Executors)}",
        SendWorkerReport => "report",
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "not known"),
    };
}
