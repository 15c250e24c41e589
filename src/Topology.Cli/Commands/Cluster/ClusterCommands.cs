using System.CommandLine;

namespace Topology.Cli.Commands.Cluster;

/// <summary>The commands of those who use a cluster: each asks a master and prints the answer.</summary>
internal static class ClusterCommands
{
    public static IEnumerable<Command> All(IReadOnlyList<string> topologyArguments, Terminal terminal)
    {
        var connection = new ClusterConnection(terminal, TimeProvider.System);
        return
        [
            SubmitCommand.Create(topologyArguments, connection),
            ListCommand.Create(connection),
            StatusCommand.Create(connection),
            ActivityCommand.CreateActivate(connection),
            ActivityCommand.CreateDeactivate(connection),
            RebalanceCommand.Create(connection),
            KillCommand.Create(connection),
            MetricsCommand.Create(connection),
            ErrorsCommand.Create(connection),
            LogsCommand.Create(connection),
            ConfigCommand.Create(connection),
        ];
    }
}
