namespace Topology.Clustering;

/// <summary>What a topology did since it started. After the end: the final figures.</summary>
/// <param name="Uptime">Since the submission; stops at the end.</param>
/// <param name="Components">In ordinal order of id; system components left out.</param>
public sealed record TopologyMetrics(TimeSpan Uptime, IReadOnlyList<ComponentMetrics> Components)
{
    /// <summary>Emits of all components.</summary>
    public long Emitted => Components.Sum(c => c.Emitted);

    /// <summary>Deliveries of all components.</summary>
    public long Transferred => Components.Sum(c => c.Transferred);

    /// <summary>Tuples executed by all bolts.</summary>
    public long Executed => Components.Sum(c => c.Executed);

    /// <summary>Tracked emits of all spouts: the sum of the four below.</summary>
    public long Tracked => Spouts.Sum(c => c.Tracked);

    /// <summary>Trees acked.</summary>
    public long Acked => Spouts.Sum(c => c.Acked);

    /// <summary>Trees failed for another reason than time.</summary>
    public long Failed => Spouts.Sum(c => c.Failed);

    /// <summary>Trees timed out.</summary>
    public long TimedOut => Spouts.Sum(c => c.TimedOut);

    /// <summary>Trees in flight.</summary>
    public long Pending => Spouts.Sum(c => c.Pending);

    /// <summary>One component's figures.</summary>
    /// <exception cref="KeyNotFoundException">There is no such component.</exception>
    public ComponentMetrics this[string component] => Components.FirstOrDefault(c => c.Component == component)
        ?? throw new KeyNotFoundException($"There is no component \"{component}\"; there are: {string.Join(", ", Components.Select(c => c.Component))}.");

    private IEnumerable<ComponentMetrics> Spouts => Components.Where(c => c.Kind == ComponentKind.Spout);
}
