using System.CommandLine;
using Topology.Cli.Display;
using Topology.Clustering;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology list</c>: all topologies of the cluster.</summary>
internal static class ListCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var command = new Command("list", "Lists the topologies of the cluster, those that ended lately too.");
        connection.AddTo(command, _ => ListAsync);
        return command;
    }

    private static async Task ListAsync(ClusterSession session, CancellationToken token)
    {
        var all = await session.Client.ListAsync(token).ConfigureAwait(false);

        // Those that run first; of those that ended the latest first.
        TopologyInfo[] ordered = [.. all.OrderBy(info => info.Status.HasEnded()).ThenByDescending(info => info.EndedAt).ThenBy(info => info.Name, StringComparer.Ordinal)];
        session.Report.Show(ordered, report =>
        {
            if (ordered.Length == 0)
                report.Line("There is no topology. 'topology submit' brings one.");
            else
                report.Sheet(ClusterSheets.Topologies(ordered, session.Now));
            foreach (var info in ordered.Where(info => (info.Trouble ?? info.Cause) is not null))
                report.Line($"{info.Name}: {info.Trouble ?? info.Cause}");
        });
    }
}
