using System.CommandLine;
using Topology.Cli.Commands.Cluster;
using Topology.Cli.Display;
using Topology.Clustering;
using Topology.Runtime.Checkpoints;

namespace Topology.Cli.Commands.Local;

/// <summary><c>topology checkpoints</c>: how those of a topology on a cluster go; or what a local run could go on from, also while it runs.</summary>
internal static class CheckpointsCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var name = new Argument<string>("name") { Description = "The topology's name." };
        var data = DataFolder.CreateOption();
        var command = new Command(
            "checkpoints",
            "With --master: how the checkpoints of a topology on a cluster go. Else lists those of a topology that runs, or ran, with 'topology run'.") { name, data };
        connection.AddTo(
            command, data,
            parsed => (session, token) => ShowAsync(parsed.GetValue(name)!, session, token), // not null: required, as below
            (parsed, report, token) => ListAsync(parsed.GetValue(name)!, DataFolder.Open(parsed, data), report, token));
        return command;
    }

    private static async Task ShowAsync(string name, ClusterSession session, CancellationToken token)
    {
        var handle = await session.Client.GetAsync(name, token).ConfigureAwait(false);
        var report = await handle.GetCheckpointsAsync(token).ConfigureAwait(false);
        session.Report.Show(report, text =>
        {
            if (report is { LastId: null, Failed: 0, Running: null })
                text.Line($"{handle.Name} has taken no checkpoint: it keeps no state, has not started, or has ended.");
            else
                text.Sheet(CheckpointSheet.Of(report));
        });
    }

    private static async Task<int> ListAsync(string name, (ICheckpointStore Store, string Place) data, ClusterReport report, CancellationToken token)
    {
        var all = await data.Store.ListAsync(name, token).ConfigureAwait(false);
        if (all.Count == 0)
            throw CliException.WrongUsage($"There is no checkpoint of a topology \"{name}\" in {data.Place}. One that has completed leaves none.");
        report.Show(all.Select(Row).ToArray(), text =>
        {
            text.Sheet(CheckpointSheet.Of(all));
            foreach (var damaged in all.Where(manifest => manifest.Damage is not null))
                text.Line($"{damaged.Id}: {damaged.Damage}");
        });
        return ExitCode.Completed;
    }

    private static object Row(CheckpointManifest manifest) => new
    {
        manifest.Id,
        manifest.StartedAt,
        manifest.CompletedAt,
        manifest.Savepoint,
        manifest.Bytes,
        manifest.Damage,
        Tasks = manifest.Tasks.Select(task => new { task.Component, task.Index, States = task.Pieces.Select(piece => piece.State).Distinct().ToArray(), Bytes = task.Pieces.Sum(piece => piece.Bytes) }).ToArray(),
    };
}
