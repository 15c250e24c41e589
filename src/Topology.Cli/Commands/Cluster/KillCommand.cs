using System.CommandLine;
using Topology.Cli.Display;
using Topology.Clustering;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology kill</c>: ends a topology in good order.</summary>
internal static class KillCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var name = CommandArguments.Name();
        var wait = CommandArguments.Wait();
        var command = new Command("kill", "Ends a topology: spouts stop, tuples in flight are finished, components are cleaned up. Ends when it has; Ctrl-C gives up waiting, not the kill.") { name, wait };
        connection.AddTo(command, parsed =>
        {
            var longest = CommandArguments.Duration("--wait", parsed.GetValue(wait));
            return (session, token) => KillAsync(parsed.GetRequiredValue(name), longest, session, token);
        });
        return command;
    }

    private static async Task KillAsync(string name, TimeSpan? wait, ClusterSession session, CancellationToken token)
    {
        var before = await session.GetInfoAsync(name, token).ConfigureAwait(false);
        if (before.Status.HasEnded())
            throw CliException.Failed($"{before.Name} has ended already: it is {before.Status.Text()}.");

        var handle = await session.Client.GetAsync(before.Id, token).ConfigureAwait(false);
        var start = session.Time.GetTimestamp();
        if (!session.Report.IsJson)
            await Console.Error.WriteLineAsync($"{handle.Name} is stopping: tuples in flight get {(wait is { } longest ? LatencyText.Of(longest) : "the message time-out")} at most.").ConfigureAwait(false);

        await handle.KillAsync(wait, token).ConfigureAwait(false);
        var info = await session.Client.GetInfoAsync(handle.Id, token).ConfigureAwait(false);
        session.Report.Show(info, report => report.Line($"{info.Name} is {info.Status.Text()}, after {LatencyText.Of(session.Time.GetElapsedTime(start))}."));
        if (info.Status == TopologyStatus.Failed)
            throw CliException.Failed($"{info.Name} failed while it stopped: {info.Cause}");
    }
}
