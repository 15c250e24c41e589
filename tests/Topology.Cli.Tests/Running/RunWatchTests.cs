using Microsoft.Extensions.Time.Testing;
using Topology.Cli.Graphs;
using Topology.Cli.Running;
using Topology.Cli.Tests.Fixtures;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Running;

public sealed class RunWatchTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly StopSignals signals = StopSignals.Register();
    private readonly ScriptedHandle handle = new();
    private readonly RecordingView view = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATopologyThatEndsByItselfIsCompletedWithItsLastFigures()
    {
        var run = Watch().UntilEndAsync(Token);

        handle.Complete();

        Assert.Equal(RunEnd.Completed, await run);
        Assert.True(view.IsSilent);
    }

    [Fact]
    public async Task FiguresAreShownAtEachIntervalInTheOrderOfTheGraph()
    {
        var run = Watch().UntilEndAsync(Token);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("active: lines, a-splitter-of-words", await view.NextAsync(Token));
        handle.Complete();
        await run;
    }

    [Fact]
    public async Task AFailureIsReportedWithItsCause()
    {
        var watch = Watch();
        var run = watch.UntilEndAsync(Token);

        handle.Fail(new InvalidDataException("first cause"));

        Assert.Equal(RunEnd.Failed, await run);
        Assert.Equal("first cause", Assert.IsType<InvalidDataException>(watch.Cause).Message);
    }

    [Fact]
    public async Task TheFirstSignalDrainsForTheMessageTimeoutButAtMostTenSeconds()
    {
        var run = Watch(messageTimeout: TimeSpan.FromSeconds(30)).UntilEndAsync(Token);

        signals.Raise();

        Assert.Equal(TimeSpan.FromSeconds(10), await handle.Killed.WaitAsync(Token));
        Assert.Equal("stopping within 10 s", await view.NextAsync(Token));
        handle.Complete();
        Assert.Equal(RunEnd.Stopped, await run);
    }

    [Fact]
    public async Task AShorterMessageTimeoutShortensTheDrain()
    {
        var run = Watch(messageTimeout: TimeSpan.FromSeconds(3)).UntilEndAsync(Token);

        signals.Raise();

        Assert.Equal(TimeSpan.FromSeconds(3), await handle.Killed.WaitAsync(Token));
        handle.Complete();
        Assert.Equal(RunEnd.Stopped, await run);
    }

    [Fact]
    public async Task TheSecondSignalDoesNotWaitForTheDrain()
    {
        var run = Watch().UntilEndAsync(Token);

        signals.Raise();
        await handle.Killed.WaitAsync(Token);
        signals.Raise();

        Assert.Equal(RunEnd.CutShort, await run);
    }

    [Fact]
    public async Task ATopologyThatFailsWhileItDrainsIsFailed()
    {
        var run = Watch().UntilEndAsync(Token);

        signals.Raise();
        await handle.Killed.WaitAsync(Token);
        handle.Fail(new InvalidDataException("late"));

        Assert.Equal(RunEnd.Failed, await run);
    }

    [Fact]
    public async Task TheTimeOfForStopsTheRunWithoutAWordOfCtrlC()
    {
        var run = Watch(forTime: TimeSpan.FromMilliseconds(500)).UntilEndAsync(Token);

        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(handle.Killed.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await handle.Killed.WaitAsync(Token);
        Assert.True(view.IsSilent);
        handle.Complete();
        Assert.Equal(RunEnd.Stopped, await run);
    }

    [Fact]
    public async Task ASignalWhileTheTimeOfForDrainsIsAnsweredAndTheNextOneEndsTheRun()
    {
        var run = Watch(forTime: TimeSpan.FromMilliseconds(500)).UntilEndAsync(Token);
        time.Advance(TimeSpan.FromMilliseconds(500));
        await handle.Killed.WaitAsync(Token);

        signals.Raise();
        Assert.Equal("stopping within 10 s", await view.NextAsync(Token));
        signals.Raise();

        Assert.Equal(RunEnd.CutShort, await run);
    }

    public void Dispose() => signals.Dispose();

    private RunWatch Watch(TimeSpan? messageTimeout = null, TimeSpan? forTime = null)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => new NumberSpout(1));
        builder.SetBolt("a-splitter-of-words", new Fields(), (_, _) => { }).ShuffleGrouping("lines");
        var order = GraphOrder.Of(builder.Build());
        return new RunWatch(handle, view, signals, time, order) { For = forTime, MessageTimeout = messageTimeout ?? TimeSpan.FromSeconds(30) };
    }
}
