namespace Topology.Clustering;

/// <summary>Latencies of a sample of tuples, with two significant digits.</summary>
/// <param name="Count">Tuples it stands for: those measured, quick ones several times.</param>
/// <param name="Mean">Zero if there are none, like the others.</param>
/// <param name="P50">Half took no longer.</param>
/// <param name="P99">99 in 100 took no longer.</param>
/// <param name="Max">The longest that was measured.</param>
public sealed record LatencySummary(long Count, TimeSpan Mean, TimeSpan P50, TimeSpan P99, TimeSpan Max)
{
    /// <summary>Nothing was measured.</summary>
    public static LatencySummary None { get; } = new(0, default, default, default, default);
}
