using System.CommandLine;
using Topology.Cli.Display;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology config</c>: the cluster's nodes and the settings in force.</summary>
internal static class ConfigCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var command = new Command("config", "Shows the cluster: the master in charge, the nodes with their slots, and the settings in force, secrets masked.");
        connection.AddTo(command, _ => ShowAsync);
        return command;
    }

    private static async Task ShowAsync(ClusterSession session, CancellationToken token)
    {
        var cluster = await session.Client.GetClusterAsync(token).ConfigureAwait(false);
        session.Report.Show(cluster, report =>
        {
            report.Line($"The master in charge runs on {cluster.Master}.");
            report.Line();
            if (cluster.Nodes.Count == 0)
                report.Line("No node has a supervisor, so no topology can run. Start one with the role supervisor: 'topology node --config FILE'.");
            else
                report.Sheet(ClusterSheets.Nodes(cluster));
            report.Line();
            report.Sheet(ClusterSheets.Settings(cluster.Settings));
        });
    }
}
