namespace Topology;

/// <summary>How a state's values are read that an older version of the component wrote.</summary>
/// <typeparam name="TValue">The values' type now.</typeparam>
public sealed record StateOptions<TValue>
{
    /// <summary>Of the values' form; at least 1. Raise it when the type changes.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Makes a value of one that an older version wrote; given that version and what it wrote. Null: older versions are refused.</summary>
    public Func<int, object?, TValue>? Upgrade { get; init; }
}
