using Topology.Cli.Display;

namespace Topology.Cli.Tests.Display;

public class LineQueueWriterTests
{
    [Fact]
    public void OnlyWholeLinesAreTaken()
    {
        using var writer = new LineQueueWriter();

        writer.Write("half a ");
        Assert.False(writer.TryTakeLine(out _));
        writer.Write("line\r\nand");

        Assert.True(writer.TryTakeLine(out var line));
        Assert.Equal("half a line", line);
        Assert.False(writer.TryTakeLine(out _));
    }

    [Fact]
    public void TheRestHasTheUnfinishedLineToo()
    {
        using var writer = new LineQueueWriter();
        writer.WriteLine("one");
        writer.Write('2');

        Assert.Equal($"one{Environment.NewLine}2", writer.TakeRest());
        Assert.Empty(writer.TakeRest());
    }

    [Fact]
    public async Task LinesOfSeveralThreadsStayWhole()
    {
        using var writer = new LineQueueWriter();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(
            () =>
            {
                for (var i = 0; i < 500; i++)
                    writer.WriteLine($"{thread}{thread}{thread}");
            },
            TestContext.Current.CancellationToken)));

        var count = 0;
        for (; writer.TryTakeLine(out var line); count++)
            Assert.Matches("^(000|111|222|333)$", line);
        Assert.Equal(2000, count);
    }
}
