using System.CommandLine;

namespace Topology.Cli.Commands;

/// <summary>The root of the command line: parses, runs, and turns every exception into a message and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> InvokeAsync(string[] args)
    {
        var split = SplitCommandLine.Of(args);
        var root = new RootCommand("Runs and checks topologies: graphs of spouts and bolts.")
        {
            RunCommand.Create(split.Topology),
            ValidateCommand.Create(split.Topology),
        };

        var parsed = root.Parse(split.Own);
        if (parsed.Errors.Count > 0)
            return WrongUsage(parsed, Console.Error);

        try
        {
            // Signals are ours (StopSignals): the first one drains, which takes longer than the library's two seconds.
            var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(settings).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var verbose = split.Own.Contains(TargetArguments.VerboseName);
            await Console.Error.WriteLineAsync($"topology: {ErrorText.Of(e, verbose)}").ConfigureAwait(false);
            return ErrorText.ExitCodeOf(e);
        }
    }

    private static int WrongUsage(ParseResult parsed, TextWriter error)
    {
        foreach (var mistake in parsed.Errors)
            error.WriteLine($"topology: {mistake.Message}");

        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "topology" : $"topology {command.Name}";
        error.WriteLine($"Try '{name} --help'. Arguments of the topology itself go behind a lone --.");
        return ExitCode.WrongUsage;
    }
}
