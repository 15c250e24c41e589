namespace Topology.Clustering.Hosting;

/// <summary>How a node is.</summary>
/// <param name="IsLive">Whether it is at work; else it should be restarted.</param>
/// <param name="IsReady">Whether it is a member of its cluster, and so of use to others.</param>
/// <param name="Detail">For people; one line without secrets.</param>
public sealed record HealthState(bool IsLive, bool IsReady, string Detail);
