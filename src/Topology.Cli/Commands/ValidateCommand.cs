using System.CommandLine;
using Topology.Cli.Graphs;
using Topology.Cli.Loading;

namespace Topology.Cli.Commands;

/// <summary><c>topology validate</c>: builds the graph without running it, and prints it.</summary>
internal static class ValidateCommand
{
    public static Command Create(IReadOnlyList<string> topologyArguments)
    {
        var target = new TargetArguments();
        var command = new Command(
            "validate",
            "Checks a topology without running it, and prints its graph, as declared and with its tasks, as text and as Mermaid. "
            + "What stands behind a lone -- is for the topology itself.");
        target.AddTo(command);
        command.SetAction((parsed, token) => ValidateAsync(target.Read(parsed, topologyArguments), Console.Out, token));
        return command;
    }

    private static async Task<int> ValidateAsync(TargetOptions options, TextWriter output, CancellationToken token)
    {
        var loaded = await TargetLoader.LoadAsync(options, token).ConfigureAwait(false);
        var tasks = TaskNumbering.Of(loaded.Spec, loaded.Config);
        string[] parts =
        [
            AbstractGraphText.Of(loaded.Name, loaded.Spec),
            ExpandedGraphText.Of(loaded.Name, loaded.Spec, tasks),
            "Mermaid, as declared:\n\n" + MermaidText.Abstract(loaded.Spec),
            "Mermaid, with tasks:\n\n" + MermaidText.Expanded(loaded.Spec, tasks),
        ];
        await output.WriteAsync(string.Join('\n', parts)).ConfigureAwait(false);
        return ExitCode.Completed;
    }
}
