using Spectre.Console;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>
/// The table on a terminal, redrawn in place. While it is up, what the topology and the log write comes out above it:
/// written straight to the terminal, it would tear the table apart.
/// </summary>
/// <param name="name">Of the topology.</param>
/// <param name="terminal">Whether the log goes to it too.</param>
/// <param name="console">The terminal; not through <see cref="Console"/>, which this class redirects.</param>
internal sealed class LiveProgress(string name, Terminal terminal, IAnsiConsole console) : IProgressView
{
    private readonly LineQueueWriter lines = new();
    private TopologyMetrics? previous;
    private LiveDisplayContext? live;

    public TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    public bool ShowsEnd => true;

    public async Task RunAsync(Func<Task> body)
    {
        var (output, error) = (Console.Out, Console.Error);
        Console.SetOut(lines);
        if (terminal.Error)
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

    public void Starting()
    {
        // The table says so.
    }

    public void Stopping(TimeSpan wait)
    {
        lines.WriteLine(StopText.Of(name, wait));
        WriteLines();
        live?.Refresh();
    }

    public void Show(TopologyMetrics metrics, string status)
    {
        WriteLines();
        live?.UpdateTarget(ProgressTable.Of($"{name}  {status}  {LatencyText.Of(metrics.Uptime)}", previous, metrics, console.Profile.Width));
        previous = metrics;
    }

    // Spectre moves the table down for what is written through its own console.
    private void WriteLines()
    {
        while (lines.TryTakeLine(out var line))
            console.Write(new LineAboveTable(line));
    }
}
