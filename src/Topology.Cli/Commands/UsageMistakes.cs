using System.CommandLine;
using System.CommandLine.Parsing;

namespace Topology.Cli.Commands;

/// <summary>What is said of a command line that cannot be read.</summary>
internal static class UsageMistakes
{
    public static int Print(ParseResult parsed, TextWriter error)
    {
        foreach (var mistake in Of(parsed).Distinct())
            error.WriteLine($"topology: {mistake}");

        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "topology" : $"topology {command.Name}";
        error.WriteLine($"Try '{name} --help'. Arguments of the topology itself go behind a lone --.");
        return ExitCode.WrongUsage;
    }

    /// <summary>For an argument: a misspelled option must not pass for a path or a definition.</summary>
    public static void RefuseOptions(ArgumentResult argument)
    {
        if (argument.Tokens.Select(token => token.Value).FirstOrDefault(LooksLikeOption) is { } option)
            argument.AddError(UnknownOption(option));
    }

    private static IEnumerable<string> Of(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is RootCommand root)
        {
            var commands = string.Join(", ", root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name));
            return [parsed.UnmatchedTokens is [var first, ..] ? $"There is no command '{first}'; there are: {commands}." : $"Name a command: {commands}."];
        }

        // A misspelled option takes the place of an argument, which then is one too many: the option is what matters.
        var options = parsed.Errors.Select(mistake => mistake.Message).Where(message => message.StartsWith(UnknownOptionStart, StringComparison.Ordinal)).ToList();
        if (options.Count > 0)
            return options;
        return parsed.Errors.Select(mistake => mistake.Message)
            .Concat(parsed.UnmatchedTokens.Where(LooksLikeOption).Select(UnknownOption));
    }

    private const string UnknownOptionStart = "There is no option ";

    private static string UnknownOption(string option) => $"{UnknownOptionStart}'{option}'.";

    private static bool LooksLikeOption(string token) => token.Length > 1 && token[0] == '-';
}
