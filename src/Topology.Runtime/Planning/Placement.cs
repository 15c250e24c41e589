namespace Topology.Runtime.Planning;

/// <summary>Which worker runs what. Immutable; the same in every worker of a topology in one generation.</summary>
/// <param name="Worker">The worker this process is.</param>
/// <param name="WorkerOfExecutor">By executor id.</param>
/// <param name="EpochOfExecutor">By executor id: grows whenever the executor is placed anew. Its lower 8 bits distinguish the trees of a spout from its predecessor's.</param>
/// <param name="WorkerOfAcker">By acker number.</param>
public sealed record Placement(int Worker, IReadOnlyList<int> WorkerOfExecutor, IReadOnlyList<long> EpochOfExecutor, IReadOnlyList<int> WorkerOfAcker)
{
    /// <summary>Everything in this process.</summary>
    public static Placement Alone(TopologyPlan plan) =>
        new(0, new int[plan.Executors.Count], new long[plan.Executors.Count], new int[plan.Ackers]);

    /// <summary>Whether an executor runs in this process.</summary>
    public bool IsHere(int executor) => WorkerOfExecutor[executor] == Worker;
}
