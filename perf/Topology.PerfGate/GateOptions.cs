using System.Globalization;

namespace Topology.PerfGate;

/// <summary>What the command line asks for.</summary>
internal sealed record GateOptions
{
    public const string Usage = """
        usage: Topology.PerfGate [--only <name>[,<name>…]] [--repeats <n>] [--quick] [--list]
          --only     runs some figures; the names are those of --list, or local, state, streams or cluster for all of a kind
          --repeats  rounds through the figures, 3 unless given; the median counts
          --quick    shorter measuring times, for continuous integration
          --list     shows the figures and their budgets
        Exits with the number of budgets missed, or 64 when the command line is wrong.
        """;

    public IReadOnlyList<Budget> Figures { get; private init; } = FigureTable.All;

    public int Repeats { get; private init; } = 3;

    public GateParameters Parameters { get; private init; } = GateParameters.Full;

    public bool IsList { get; private init; }

    /// <exception cref="FormatException">It is wrong; the message says how.</exception>
    public static GateOptions Parse(string[] arguments)
    {
        var options = new GateOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Parameters = GateParameters.Quick },
                "--list" => options with { IsList = true },
                "--only" => options with { Figures = FiguresOf(ValueAfter(arguments, ref i)) },
                "--repeats" => options with { Repeats = CountOf(ValueAfter(arguments, ref i)) },
                var unknown => throw new FormatException($"unknown option {unknown}"),
            };
        }
        return options;
    }

    private static string ValueAfter(string[] arguments, ref int i) => i + 1 < arguments.Length
        ? arguments[++i]
        : throw new FormatException($"{arguments[i]} needs a value");

    private static int CountOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
        ? count
        : throw new FormatException($"--repeats needs a number of 1 or more, not {text}");

    private static List<Budget> FiguresOf(string names)
    {
        var wanted = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        foreach (var (group, budgets) in FigureTable.Groups)
        {
            if (wanted.Remove(group))
                wanted.UnionWith(budgets.Select(budget => budget.Name));
        }
        var figures = FigureTable.All.Where(budget => wanted.Remove(budget.Name)).ToList();
        return wanted.Count == 0
            ? figures
            : throw new FormatException($"no figure is called {string.Join(" or ", wanted)}; there are {string.Join(", ", FigureTable.Groups.Keys.Concat(FigureTable.All.Select(budget => budget.Name)))}");
    }
}
