using System.CommandLine;
using Topology.Cli.Commands.Cluster;
using Topology.Runtime.Checkpoints;

namespace Topology.Cli.Commands.Local;

/// <summary><c>topology savepoint</c>: keeps a checkpoint in a file: a new one of a topology on a cluster, or the last one of a local run, also while it runs.</summary>
internal static class SavepointCommand
{
    public static Command Create(ClusterConnection connection)
    {
        var name = new Argument<string>("name") { Description = "The topology's name." };
        var to = new Option<string?>("--to") { Description = "The file. Default: <name>-<checkpoint>.savepoint in the data folder, or the working directory; on a cluster <name>.savepoint in the working directory.", HelpName = "file" };
        var data = DataFolder.CreateOption();
        var command = new Command(
            "savepoint",
            "With --master: takes a checkpoint of a topology on a cluster and writes it to a file. Else writes the last checkpoint of a topology that runs, or ran, with 'topology run'. "
            + "Begin with it by 'topology run|submit … --from-savepoint <file>'.") { name, to, data };
        connection.AddTo(
            command, data,
            parsed => (session, token) => SaveAsync(parsed.GetValue(name)!, parsed.GetValue(to), session, token), // not null: required, as below
            (parsed, _, token) => SaveAsync(parsed.GetValue(name)!, parsed.GetValue(to), DataFolder.Open(parsed, data), token));
        return command;
    }

    private static async Task SaveAsync(string name, string? to, ClusterSession session, CancellationToken token)
    {
        var handle = await session.Client.GetAsync(name, token).ConfigureAwait(false);
        var file = Path.GetFullPath(to ?? $"{handle.Name}.savepoint");
        await handle.SaveAsync(file, token).ConfigureAwait(false);
        var bytes = new FileInfo(file).Length;
        session.Report.Show(new { File = file, Bytes = bytes }, report => report.Line($"{file}: {bytes:N0} bytes"));
    }

    private static async Task<int> SaveAsync(string name, string? to, (ICheckpointStore Store, string Place) data, CancellationToken token)
    {
        var (store, place) = data;
        var all = await store.ListAsync(name, token).ConfigureAwait(false);
        var last = all.FirstOrDefault(manifest => manifest.Damage is null)
            ?? throw CliException.WrongUsage($"There is no checkpoint of a topology \"{name}\" in {place}. One that has completed leaves none.");
        var file = to ?? Path.Combine(Directory.Exists(place) ? place : "", $"{name}-{last.Id}.savepoint");
        await SavepointFile.WriteAsync(file, store, name, last, token).ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"{Path.GetFullPath(file)}: checkpoint {last.Id} of {last.CompletedAt:u}, {last.Bytes:N0} bytes").ConfigureAwait(false);
        await Console.Out.WriteLineAsync("If the run was killed, begin with it under the same name: sinks may still have to publish what they prepared for it.").ConfigureAwait(false);
        return ExitCode.Completed;
    }
}
