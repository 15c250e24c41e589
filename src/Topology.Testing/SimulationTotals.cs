namespace Topology.Testing;

/// <summary>What became of the tracked emits of all spouts. <see cref="Tracked"/> is always the sum of the others.</summary>
/// <param name="Tracked">Tracked emits.</param>
/// <param name="Acked">Trees acked.</param>
/// <param name="Failed">Trees failed for another reason than time.</param>
/// <param name="TimedOut">Trees timed out.</param>
/// <param name="Pending">Trees in flight.</param>
public sealed record SimulationTotals(long Tracked, long Acked, long Failed, long TimedOut, long Pending);
