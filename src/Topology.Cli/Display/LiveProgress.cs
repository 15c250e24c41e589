using Spectre.Console;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>
/// The table on a terminal, redrawn in place. While it is up, what the topology and the log write comes out above it:
/// written straight to the terminal, it would tear the table apart.
/// </summary>
internal sealed class LiveProgress(string name) : IProgressView
{
    private readonly LineQueueWriter lines = new();
    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
    private TopologyMetrics? previous;
    private LiveDisplayContext? live;

    public TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(Func<Task> body)
    {
        var output = Console.Out;
        var error = Console.Error;
        Console.SetOut(lines);
        if (!Console.IsErrorRedirected)
            Console.SetError(lines);

        try
        {
            await console.Live(new Text($"{name} is starting")).StartAsync(async context =>
            {
                live = context;
                await body().ConfigureAwait(false);
                WriteLines();
            }).ConfigureAwait(false);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            output.Write(lines.TakeRest());
        }
    }

    public void Show(TopologyMetrics metrics, string status)
    {
        WriteLines();
        live?.UpdateTarget(Table(metrics, status));
        previous = metrics;
    }

    // Spectre moves the table down for what is written through its own console.
    private void WriteLines()
    {
        while (lines.TryTakeLine(out var line))
            console.WriteLine(line);
    }

    private Table Table(TopologyMetrics metrics, string status)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.Title = new TableTitle(Markup.Escape($"{name}  {status}  {LatencyText.Of(metrics.Uptime)}"));
        table.Caption = new TableTitle(Markup.Escape(TupleTotals.Of(metrics).ToString()));
        for (var i = 0; i < TableCells.Headings.Count; i++)
        {
            var column = new TableColumn(TableCells.Headings[i]).NoWrap();
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        foreach (var row in ComponentRow.Of(previous, metrics))
            table.AddRow([.. TableCells.Of(row).Select(Markup.Escape)]);
        return table;
    }
}
