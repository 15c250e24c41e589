using System.CommandLine;
using Topology.Clustering;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology activate</c> and <c>topology deactivate</c>: whether spouts may emit.</summary>
internal static class ActivityCommand
{
    public static Command CreateActivate(ClusterConnection connection) =>
        Create("activate", "Lets a topology's spouts emit again.", connection, (handle, token) => handle.ActivateAsync(token));

    public static Command CreateDeactivate(ClusterConnection connection) =>
        Create("deactivate", "Stops a topology's spouts from emitting; what is in flight goes on.", connection, (handle, token) => handle.DeactivateAsync(token));

    private static Command Create(string verb, string description, ClusterConnection connection, Func<ITopologyHandle, CancellationToken, Task> change)
    {
        var name = CommandArguments.Name();
        var command = new Command(verb, description + " Ends once all have been told.") { name };
        connection.AddTo(command, parsed => async (session, token) =>
        {
            var handle = await session.GetHandleAsync(parsed.GetRequiredValue(name), token).ConfigureAwait(false);
            await change(handle, token).ConfigureAwait(false);
            var info = await session.Client.GetInfoAsync(handle.Id, token).ConfigureAwait(false);
            session.Report.Show(info, report => report.Line($"{info.Name} is {info.Status.Text()}."));
        });
        return command;
    }
}
