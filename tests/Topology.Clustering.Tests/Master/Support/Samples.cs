using Topology.Clustering.Master;
using Topology.Clustering.Protocol;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Master.Support;

/// <summary>Values that tests of the master begin with.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly string Package = new('a', 64);

    public static TopologyBlueprint Blueprint(int workers = 2, string name = "words", params (string Key, string Value)[] settings)
    {
        var keys = new Dictionary<string, string>(new TopologyConfig { Workers = workers, AckerExecutors = 2 }.ToKeys());
        foreach (var (key, value) in settings)
            keys[key] = value;
        return new TopologyBlueprint(name, "0.1.0", "hash", keys,
        [
            new BlueprintComponent("count", ComponentKind.Bolt, 2, 5, 10, 64, ["lines"], "h1"),
            new BlueprintComponent("lines", ComponentKind.Spout, 2, 2, 10, 64, [], "h2"),
        ]);
    }

    public static SubmitTopology Submit(string? name = "words") => new(name, Package, "Words.dll", null, [], new Dictionary<string, string>());

    public static TopologySubmitted Submitted(int workers = 2, string name = "words", DateTimeOffset? now = null, params (string Key, string Value)[] settings) =>
        (TopologySubmitted)TopologyRequests.Submit(MasterState.Empty, Submit(name), 1000, Blueprint(workers, name, settings), now ?? Start).Event!;

    public static ComponentCounts Counts(string component, long emitted = 0, long pending = 0, long tracked = 0, int executors = 1, int tasks = 1) =>
        new(component, executors, tasks, emitted, emitted, 0, tracked - pending, 0, 0, tracked, pending, 0, 0, 0);

    public static WorkerReport Report(string id, int worker, string node, long incarnation = 1, long generation = 0, WorkerPhase phase = WorkerPhase.Loading) =>
        new(id, worker, incarnation, node, $"akka.tcp://topology@{node}:{id}-{worker}-{incarnation}", generation, phase, WorkerGoal.Inactive, false, true, [], null, []);

    public static SupervisorReport NodeReport(string node, int slots, long revision, params WorkerSummary[] workers) =>
        new(node, $"akka.tcp://topology@{node}:1", node, slots, 400, 4096, revision, workers);

    public static WorkerSummary Running(string id, int worker, int slot, long incarnation = 1) =>
        new(id, worker, slot, incarnation, 1000, WorkerProcessState.Running, null);
}
