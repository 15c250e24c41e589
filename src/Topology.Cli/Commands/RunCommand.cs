using System.CommandLine;
using Topology.Cli.Commands.Local;
using Topology.Cli.Loading;
using Topology.Cli.Running;
using Topology.Clustering.Packages.Loading;

namespace Topology.Cli.Commands;

/// <summary><c>topology run</c>: the topology in one process, with live progress.</summary>
internal static class RunCommand
{
    public static Command Create(IReadOnlyList<string> topologyArguments, Terminal terminal)
    {
        var target = new TargetArguments();
        var duration = new Option<string?>("--for") { Description = "Stop in good order after this time, such as 30s or 5m.", HelpName = "time" };
        var name = new Option<string?>("--name") { Description = "The name to run under; the definition's by default.", HelpName = "name" };
        var data = DataFolder.CreateOption();
        var savepoint = new Option<string?>("--from-savepoint") { Description = "Begin with this savepoint instead of the last checkpoint.", HelpName = "file" };
        var dropped = new Option<bool>("--allow-dropped-state") { Description = "Begin also if the checkpoint holds state of components that are gone, or none of new ones." };
        var fresh = new Option<bool>("--fresh") { Description = "Begin with nothing: forget the checkpoints there are." };

        var command = new Command(
            "run",
            "Runs a topology in this process until it completes. Ctrl-C drains and prints the totals; a second one ends at once. "
            + "What stands behind a lone -- is for the topology itself.");
        target.AddTo(command);
        command.Add(duration);
        command.Add(name);
        foreach (var option in new Option[] { data, savepoint, dropped, fresh })
            command.Add(option);
        command.SetAction((parsed, token) => RunAsync(
            new RunOptions
            {
                Target = target.Read(parsed, topologyArguments),
                Data = parsed.GetValue(data)!, // not null: it has a default
                Store = DataFolder.PostgreSql(parsed, data),
                FromSavepoint = parsed.GetValue(savepoint),
                AllowsDroppedState = parsed.GetValue(dropped),
                IsFresh = parsed.GetValue(fresh),
                For = Duration(parsed.GetValue(duration)),
                Name = parsed.GetValue(name),
            },
            terminal,
            token));
        return command;
    }

    private static async Task<int> RunAsync(RunOptions options, Terminal terminal, CancellationToken token)
    {
        var loaded = await TargetLoader.LoadAsync(options.Target, token).ConfigureAwait(false);
        if (options.Name is { } name)
            loaded = Named(loaded, name);
        if (options is { IsFresh: true, FromSavepoint: not null })
            throw CliException.WrongUsage("--fresh and --from-savepoint exclude each other: the one begins with nothing, the other with the savepoint.");
        var config = loaded.Config with
        {
            AllowDroppedState = loaded.Config.AllowDroppedState || options.AllowsDroppedState,
            ResumeFromCheckpoint = loaded.Config.ResumeFromCheckpoint && !options.IsFresh,
        };
        loaded = loaded with { Config = config };

        return await new LocalRun(loaded, options, terminal, TimeProvider.System).ExecuteAsync(token).ConfigureAwait(false);
    }

    private static LoadedTopology Named(LoadedTopology topology, string name)
    {
        try
        {
            return topology.Named(name);
        }
        catch (TopologyException e)
        {
            throw CliException.WrongUsage($"--name: {e.Message}", e);
        }
    }

    // By the rules of the topologies' own durations, so that users learn them once.
    private static TimeSpan? Duration(string? text)
    {
        if (text is null)
            return null;

        var duration = TopologyArguments.Parse("--for=" + text).GetTimeSpan("for", TimeSpan.Zero);
        return duration > TimeSpan.Zero
            ? duration
            : throw CliException.WrongUsage($"--for must be longer than zero, not {text}.");
    }
}
