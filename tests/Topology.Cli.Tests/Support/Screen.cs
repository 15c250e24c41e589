using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace Topology.Cli.Tests.Support;

/// <summary>A terminal of a given width that keeps what is on it: understands moves up, carriage returns and erasing, as far as the live table uses them.</summary>
internal sealed partial class Screen
{
    private readonly StringWriter written = new();

    public Screen(int width, bool isAnsi = true)
    {
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isAnsi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(written),
        });
        Console.Profile.Width = width;
        Console.Profile.Height = 40;
    }

    public IAnsiConsole Console { get; }

    /// <summary>What a person sees, without blanks at the ends of lines.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var (row, column) = (0, 0);
            var lines = new List<List<char>> { new() };
            foreach (Match part in Part().Matches(written.ToString()))
                (row, column) = Apply(part, lines, row, column);
            return [.. lines.Select(line => new string([.. line]).TrimEnd())];
        }
    }

    private static (int Row, int Column) Apply(Match part, List<List<char>> lines, int row, int column)
    {
        if (part.Groups["up"].Success)
            return (row - int.Parse(part.Groups["up"].Value, CultureInfo.InvariantCulture), column);

        switch (part.Value)
        {
            case "\r":
                return (row, 0);
            case "\n":
                if (row + 1 == lines.Count)
                    lines.Add([]);
                return (row + 1, 0); // terminals return the carriage, too
            case "\u001b[J":
                Put(lines[row], column, "");
                lines[row].RemoveRange(column, lines[row].Count - column);
                lines.RemoveRange(row + 1, lines.Count - row - 1);
                return (row, column);
            case ['\u001b', ..]:
                return (row, column); // colours, hiding the cursor
            default:
                Put(lines[row], column, part.Value);
                return (row, column + part.Value.Length);
        }
    }

    private static void Put(List<char> line, int column, string text)
    {
        while (line.Count < column + text.Length)
            line.Add(' ');
        for (var i = 0; i < text.Length; i++)
            line[column + i] = text[i];
    }

    [GeneratedRegex("""\u001b\[(?<up>\d+)A|\u001b\[[?0-9;]*[A-Za-z]|\n|\r|[^\u001b\r\n]+""")]
    private static partial Regex Part();
}
