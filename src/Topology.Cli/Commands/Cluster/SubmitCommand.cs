using System.CommandLine;
using Topology.Cli.Display;
using Topology.Cli.Loading;
using Topology.Clustering;

namespace Topology.Cli.Commands.Cluster;

/// <summary><c>topology submit</c>: brings a compiled topology to the cluster.</summary>
internal static class SubmitCommand
{
    public static Command Create(IReadOnlyList<string> topologyArguments, ClusterConnection connection)
    {
        var target = new TargetArguments("A folder made by 'dotnet publish', the topology's .dll in it, or a project folder, which is published first.");
        var name = new Option<string?>("--name") { Description = "The name to run under; the definition's by default.", HelpName = "name" };
        var command = new Command(
            "submit",
            "Uploads a topology with all it needs, and has the cluster check and run it. Ends when it is accepted. What stands behind a lone -- is for the topology itself.");
        var savepoint = new Option<string?>("--from-savepoint") { Description = "Begin with this savepoint instead of the last checkpoint under the name.", HelpName = "file" };
        var dropped = new Option<bool>("--allow-dropped-state") { Description = "Begin with what fits, where components have changed." };
        target.AddTo(command);
        command.Add(name);
        command.Add(savepoint);
        command.Add(dropped);
        connection.AddTo(command, parsed =>
        {
            var options = target.Read(parsed, topologyArguments);
            TopologyConfig.FromKeys(options.Settings).Validate();
            return (session, token) => SubmitAsync(options, parsed.GetValue(name), parsed.GetValue(savepoint), parsed.GetValue(dropped), session, token);
        });
        return command;
    }

    private static async Task SubmitAsync(TargetOptions target, string? name, string? savepoint, bool allowsDroppedState, ClusterSession session, CancellationToken token)
    {
        using var folder = await SubmitFolder.LocateAsync(target.Path, token).ConfigureAwait(false);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in target.Settings)
            settings[key] = value;
        if (allowsDroppedState)
            settings["topology.checkpoint.allow.dropped.state"] = "true";

        using var progress = new UploadLine(session.Terminal.Error ? Console.Error : null);
        var submission = new SubmitOptions { Name = name, Definition = target.Definition, Arguments = target.Arguments.Raw, Settings = settings, FromSavepoint = savepoint, Progress = progress };
        var handle = await session.Client.SubmitAsync(folder.Path, submission, token).ConfigureAwait(false);
        progress.Dispose();
        session.Report.Show(new { handle.Id, handle.Name }, report =>
            report.Line($"{handle.Name} is accepted as {handle.Id}; 'topology status {handle.Name}' shows how it gets on."));
    }
}
