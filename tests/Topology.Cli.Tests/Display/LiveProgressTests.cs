using Topology.Cli.Display;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Display;

public class LiveProgressTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public async Task TheTableIsRedrawnInPlaceAndOnlyItsLastStateStays(int width)
    {
        var screen = new Screen(width);
        var view = new LiveProgress("busy", new Terminal(Output: true, Error: true), screen.Console);

        await view.RunAsync(() =>
        {
            view.Show(Metrics.Busy, "active");
            view.Show(Metrics.Busy, "active");
            view.Show(Metrics.Busy, "completed");
            return Task.CompletedTask;
        });

        Assert.Single(screen.Lines, line => line.Contains("busy  ", StringComparison.Ordinal));
        Assert.Contains(screen.Lines, line => line.Contains("busy  completed  10 s", StringComparison.Ordinal));
        Assert.Single(screen.Lines, line => line.Contains("a-splitter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatTheTopologyAndTheLogPrintStandsAboveTheTableOnLinesOfItsOwn()
    {
        var screen = new Screen(80);
        var view = new LiveProgress("busy", new Terminal(Output: true, Error: true), screen.Console);

        await view.RunAsync(() =>
        {
            view.Show(Metrics.Busy, "active");
            Console.WriteLine("a report");
            view.Show(Metrics.Busy, "active");
            Console.Error.WriteLine("warning Bolt: careful");
            view.Stopping(TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        });

        Assert.Equal("a report", screen.Lines[0]);
        Assert.Equal("warning Bolt: careful", screen.Lines[1]);
        Assert.StartsWith("busy is stopping: tuples in flight get 10 s at most", screen.Lines[2]);
        Assert.Single(screen.Lines, line => line.Contains("busy  active", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheConsoleIsGivenBackAlsoWhenTheRunFails()
    {
        var (output, error) = (Console.Out, Console.Error);
        var view = new LiveProgress("busy", new Terminal(Output: true, Error: true), new Screen(80).Console);

        await Assert.ThrowsAsync<InvalidOperationException>(() => view.RunAsync(() => throw new InvalidOperationException("no")));

        Assert.Same(output, Console.Out);
        Assert.Same(error, Console.Error);
    }

    [Fact]
    public async Task ALogThatIsRedirectedStaysOutOfTheTerminal()
    {
        var error = Console.Error;
        var view = new LiveProgress("busy", new Terminal(Output: true, Error: false), new Screen(80).Console);

        await view.RunAsync(() =>
        {
            Assert.Same(error, Console.Error);
            return Task.CompletedTask;
        });
    }
}
