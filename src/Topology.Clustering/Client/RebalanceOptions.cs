namespace Topology.Clustering;

/// <summary>What is to change by a rebalance. Whatever is left out stays as it is.</summary>
public sealed record RebalanceOptions
{
    private static readonly IReadOnlyDictionary<string, int> None = new Dictionary<string, int>();

    /// <summary>Worker processes to ask for, at least 1. A <see cref="LocalCluster"/> is one process whatever it says.</summary>
    /// <value>Default: null, as many as before.</value>
    public int? Workers { get; init; }

    /// <summary>Executors by component, from 1 to the number of its tasks, which never changes.</summary>
    /// <value>Default: empty; components that are not named keep what they have.</value>
    public IReadOnlyDictionary<string, int> Executors { get; init; } = None;

    /// <summary>The longest time for tuples in flight, before executors stop. The wait ends early when nothing is in flight.</summary>
    /// <value>Default: null, the message time-out.</value>
    public TimeSpan? Wait { get; init; }

    /// <summary>Refuses what no topology could do. The executors are checked against the topology.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one worker, or a negative time.</exception>
    internal void Check()
    {
        if (Workers is < 1)
            throw new ArgumentOutOfRangeException(nameof(Workers), Workers, "RebalanceOptions.Workers must be at least 1, or null for as many as before.");
        if (Wait < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(Wait), Wait, "RebalanceOptions.Wait must not be negative; null is the message time-out.");
    }
}
