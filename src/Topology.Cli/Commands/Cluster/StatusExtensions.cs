using Topology.Clustering;

namespace Topology.Cli.Commands.Cluster;

/// <summary>What commands ask of a status.</summary>
internal static class StatusExtensions
{
    public static bool HasEnded(this TopologyStatus status) => status is TopologyStatus.Completed or TopologyStatus.Failed or TopologyStatus.Killed;

    public static string Text(this TopologyStatus status) => status.ToString().ToLowerInvariant();
}
