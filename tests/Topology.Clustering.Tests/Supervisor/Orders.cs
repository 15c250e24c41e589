using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Supervisor;

/// <summary>Orders as a master would send them.</summary>
internal static class Orders
{
    public static readonly string Package = new('a', 64);

    public static TopologyCode Code(string package = "", int executors = 1) => new(
        package.Length > 0 ? package : Package, 1000, "words.dll", null, ["--secret-argument"],
        new Dictionary<string, string> { ["topology.workers"] = "2", ["my.password"] = "hunter2" }, new Dictionary<string, int> { ["count"] = executors }, "hash",
        new Dictionary<string, string> { ["count"] = "c" });

    public static WorkerOrder Worker(int worker, TopologyCode? code = null, string topology = "words-1") => new(topology, "words", worker, worker, code ?? Code());

    public static SupervisorOrders Of(long revision, params IReadOnlyList<WorkerOrder> workers) => new(revision, workers);
}
