using System.CommandLine;
using Topology.Cli.Commands.Cluster;
using Topology.Cli.Commands.Local;
using Topology.Cli.Running;

namespace Topology.Cli.Commands;

/// <summary>The root of the command line: parses, runs, and turns every exception into a message and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>As in the process, but with outputs that are not a terminal. One call at a time: the components of a topology write to <see cref="Console"/>, which stands for the two writers meanwhile.</summary>
    public static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error)
    {
        var (processOutput, processError) = (Console.Out, Console.Error);
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            return await InvokeAsync(args, default(Terminal)).ConfigureAwait(false);
        }
        finally
        {
            Console.SetOut(processOutput);
            Console.SetError(processError);
        }
    }

    // In the order of the help. One line a command or a group, so that those who add some do not meet.
    private static IEnumerable<Command> Commands(IReadOnlyList<string> topologyArguments, Terminal terminal) =>
    [
        RunCommand.Create(topologyArguments, terminal),
        ValidateCommand.Create(topologyArguments),
        CheckpointsCommand.Create(new ClusterConnection(terminal, TimeProvider.System)),
        SavepointCommand.Create(new ClusterConnection(terminal, TimeProvider.System)),
        .. ClusterCommands.All(topologyArguments, terminal),
        NodeCommand.Create(),
        WorkerCommand.Create(),
        DescribeCommand.Create(),
    ];

    public static async Task<int> InvokeAsync(string[] args, Terminal terminal)
    {
        var split = SplitCommandLine.Of(args);
        var root = new RootCommand("Runs and checks topologies: graphs of spouts and bolts; in this process, or on a cluster.");
        foreach (var command in Commands(split.Topology, terminal))
            root.Add(command);

        var parsed = root.Parse(split.Own);
        if (parsed.Errors.Count > 0)
            return UsageMistakes.Print(parsed, Console.Error);

        try
        {
            // Signals are ours (StopSignals): the first one drains, which takes longer than the library's two seconds.
            var settings = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = Console.Out,
                Error = Console.Error,
            };
            return await parsed.InvokeAsync(settings).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"topology: {ErrorText.Of(e, split.IsVerbose || (CrashReport.IsOfDaemon(args) && !ErrorText.IsExplained(e)))}").ConfigureAwait(false);
            return ErrorText.ExitCodeOf(e);
        }
    }
}
