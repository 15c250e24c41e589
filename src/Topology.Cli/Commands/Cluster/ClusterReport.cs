using Spectre.Console;
using Topology.Cli.Display;

namespace Topology.Cli.Commands.Cluster;

/// <summary>Prints answers: JSON for programs, else text, with tables that fit the terminal if there is one.</summary>
internal sealed class ClusterReport(TextWriter output, Terminal terminal, bool isJson)
{
    public bool IsJson => isJson;

    /// <summary>The one place that decides between the two forms.</summary>
    public void Show<T>(T value, Action<ClusterReport> asText)
    {
        if (isJson)
            output.WriteLine(JsonText.Of(value));
        else
            asText(this);
    }

    public void Line(string text = "") => output.WriteLine(text);

    public void Sheet(Sheet sheet)
    {
        if (!terminal.Output)
        {
            output.Write(SheetText.Of(sheet));
            return;
        }

        Table(width => SheetTable.Of(sheet, width));
    }

    /// <summary>A table for the terminal, made for its width; only if there is one.</summary>
    public bool TryTable(Func<int, Table> table)
    {
        if (terminal.Output)
            Table(table);
        return terminal.Output;
    }

    private void Table(Func<int, Table> table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Write(table(console.Profile.Width));
    }
}
