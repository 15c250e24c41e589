using System.CommandLine;
using Topology.Cli.Commands.Cluster;
using Topology.Cli.Display;
using Topology.Runtime.Checkpoints;

namespace Topology.Cli.Commands.Local;

/// <summary><c>topology checkpoints</c>: what a local run could go on from, also while it runs.</summary>
internal static class CheckpointsCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "The topology's name." };
        var data = DataFolder.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print JSON, for programs." };
        var command = new Command("checkpoints", "Lists the checkpoints of a topology that runs, or ran, with 'topology run'.") { name, data, json };
        command.SetAction((parsed, token) => ListAsync(
            parsed.GetValue(name)!, parsed.GetValue(data)!, new ClusterReport(Console.Out, terminal, parsed.GetValue(json)), token)); // not null: required, and defaulted
        return command;
    }

    private static async Task<int> ListAsync(string name, string data, ClusterReport report, CancellationToken token)
    {
        var all = await DataFolder.Open(data).ListAsync(name, token).ConfigureAwait(false);
        report.Show(all.Select(Row).ToArray(), text =>
        {
            if (all.Count == 0)
                text.Line($"There is no checkpoint of a topology \"{name}\" in {Path.GetFullPath(data)}. One that has completed leaves none.");
            else
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
