using System.CommandLine;
using System.Globalization;

namespace Topology.Cli.Commands.Cluster;

/// <summary>Arguments and options that several commands share, and how their texts are read.</summary>
internal static class CommandArguments
{
    public static Argument<string> Name()
    {
        var name = new Argument<string>("name") { Description = "The topology's name, or its id." };
        name.Validators.Add(UsageMistakes.RefuseOptions);
        return name;
    }

    public static Option<string?> Wait() => new("--wait")
    {
        Description = "The longest time for tuples in flight, such as 30s; less if all are done earlier. Default: the topology's message time-out.",
        HelpName = "time",
    };

    /// <summary>By the rules of the topologies' own durations, so that users learn them once.</summary>
    public static TimeSpan? Duration(string option, string? text)
    {
        if (text is null)
            return null;
        return DurationText.TryParse(text, TimeSpan.FromSeconds(1), out var duration)
            ? duration
            : throw CliException.WrongUsage($"{option} takes {DurationText.Forms}, such as 30s, not '{text}'.");
    }

    /// <param name="option">For the message.</param>
    /// <param name="texts">Each component=number.</param>
    public static IReadOnlyDictionary<string, int> Counts(string option, IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var equals = text.LastIndexOf('=');
            if (equals <= 0 || !int.TryParse(text.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
                throw CliException.WrongUsage($"{option} takes component=number, such as split=4, not '{text}'.");
            if (!counts.TryAdd(text[..equals], count))
                throw CliException.WrongUsage($"{option} is given twice for {text[..equals]}.");
        }

        return counts;
    }
}
