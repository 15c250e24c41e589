namespace Topology.Clustering.Protocol;

/// <summary>To a topology's actor: give the tasks to other executors.</summary>
/// <param name="Executors">By component, those that change.</param>
/// <param name="Wait">The longest time for what is in flight.</param>
/// <param name="Reply">Set when the topology is as active as before.</param>
internal sealed record RebalanceExecutors(IReadOnlyDictionary<string, int> Executors, TimeSpan Wait, TaskCompletionSource Reply);
