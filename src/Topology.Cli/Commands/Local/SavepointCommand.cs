using System.CommandLine;
using Topology.Runtime.Checkpoints;

namespace Topology.Cli.Commands.Local;

/// <summary><c>topology savepoint</c>: keeps the last checkpoint of a local run in a file, also while it runs.</summary>
internal static class SavepointCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The topology's name." };
        var to = new Option<string?>("--to") { Description = "The file; <name>-<checkpoint>.savepoint in the data folder by default.", HelpName = "file" };
        var data = DataFolder.CreateOption();
        var command = new Command(
            "savepoint",
            "Writes the last checkpoint of a topology that runs, or ran, with 'topology run' to a file. Begin with it by 'topology run … --from-savepoint <file>'.") { name, to, data };
        command.SetAction((parsed, token) => SaveAsync(parsed.GetValue(name)!, parsed.GetValue(to), parsed.GetValue(data)!, token)); // not null: required, and defaulted
        return command;
    }

    private static async Task<int> SaveAsync(string name, string? to, string data, CancellationToken token)
    {
        var store = DataFolder.Open(data);
        var all = await store.ListAsync(name, token).ConfigureAwait(false);
        var last = all.FirstOrDefault(manifest => manifest.Damage is null)
            ?? throw CliException.WrongUsage($"There is no checkpoint of a topology \"{name}\" in {Path.GetFullPath(data)}. One that has completed leaves none.");
        var file = to ?? Path.Combine(data, $"{name}-{last.Id}.savepoint");
        await SavepointFile.WriteAsync(file, store, name, last, token).ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"{Path.GetFullPath(file)}: checkpoint {last.Id} of {last.CompletedAt:u}, {last.Bytes:N0} bytes").ConfigureAwait(false);
        await Console.Out.WriteLineAsync("If the run was killed, begin with it under the same name: sinks may still have to publish what they prepared for it.").ConfigureAwait(false);
        return ExitCode.Completed;
    }
}
