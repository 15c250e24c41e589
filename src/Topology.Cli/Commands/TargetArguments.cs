using System.CommandLine;

namespace Topology.Cli.Commands;

/// <summary>What run, validate and submit have in common: which topology, with which settings.</summary>
/// <param name="pathDescription">What may be named.</param>
internal sealed class TargetArguments(string pathDescription = "A built topology (.dll), or a project folder, which is built first.")
{
    public const string VerboseName = "--verbose";

    private readonly Argument<string> path = new("assembly|folder")
    {
        Description = pathDescription,
    };

    private readonly Argument<string?> definition = new("definition")
    {
        Description = "The name or class name of the topology, needed when the assembly has several.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> settings = new("--set")
    {
        Description = "A setting, such as --set topology.max.spout.pending=500; may be repeated.",
        HelpName = "key=value",
    };

    private readonly Option<bool> verbose = new(VerboseName)
    {
        Description = "Show information messages, and errors with their stack traces.",
    };

    public void AddTo(Command command)
    {
        path.Validators.Add(UsageMistakes.RefuseOptions);
        definition.Validators.Add(UsageMistakes.RefuseOptions);
        command.Add(path);
        command.Add(definition);
        command.Add(settings);
        command.Add(verbose);
    }

    public TargetOptions Read(ParseResult parsed, IReadOnlyList<string> topologyArguments) => new()
    {
        Path = parsed.GetRequiredValue(path),
        Definition = parsed.GetValue(definition),
        Settings = Settings(parsed.GetValue(settings) ?? []),
        Arguments = TopologyArguments.Parse(topologyArguments),
        Verbose = parsed.GetValue(verbose),
    };

    private static List<KeyValuePair<string, string>> Settings(string[] texts)
    {
        var settings = new List<KeyValuePair<string, string>>();
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw CliException.WrongUsage($"--set takes key=value, such as topology.max.spout.pending=500, not '{text}'.");

            settings.Add(new(text[..equals], text[(equals + 1)..]));
        }

        return settings;
    }
}
