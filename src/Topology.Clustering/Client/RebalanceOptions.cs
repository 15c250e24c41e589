namespace Topology.Clustering;

/// <summary>What a rebalance changes.</summary>
public sealed record RebalanceOptions
{
    /// <value>How many workers the topology is to run in; null: as many as before.</value>
    public int? Workers { get; init; }

    /// <value>Executors by component; those not named stay.</value>
    public IReadOnlyDictionary<string, int> Executors { get; init; } = new Dictionary<string, int>();

    /// <value>The longest time for tuples in flight; null: the message time-out.</value>
    public TimeSpan? Wait { get; init; }
}
