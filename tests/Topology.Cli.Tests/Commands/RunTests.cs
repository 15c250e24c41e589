using Topology.Cli.Tests.Fixtures;
using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Commands;

public class RunTests
{
    [Fact]
    public async Task AnAssemblyWithOneDefinitionRunsWithoutAChoice()
    {
        var result = await Command.InvokeAsync("run", Command.Exclamation, "--", "--limit", "20", "--rate", "100000");

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Contains("tracked 20 = acked 20 + failed 0 + timed out 0 + pending 0", result.OutputLines);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("Numbers")]
    [InlineData("NumbersTopology")]
    [InlineData("Topology.Cli.Tests.Fixtures.NumbersTopology")]
    public async Task ADefinitionIsChosenByItsNameOrItsClass(string choice)
    {
        var result = await Command.InvokeAsync("run", Command.Fixtures, choice);

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Contains("twice 3 is 6", result.OutputLines);
        Assert.Contains("tracked 3 = acked 3 + failed 0 + timed out 0 + pending 0", result.OutputLines);
    }

    [Fact]
    public async Task RedirectedOutputIsPlainLinesFromStartToTotals()
    {
        var result = await Command.InvokeAsync("run", Command.Fixtures, "numbers");

        Assert.Equal("numbers starts; Ctrl-C stops it.", result.OutputLines[0]);
        Assert.Single(result.OutputLines, line => line.StartsWith("numbers completed after ", StringComparison.Ordinal));
        Assert.Contains("all components: emitted 6, transferred 6, executed 6", result.OutputLines);
        Assert.Contains("  double  executed 3, emitted 3, transferred 3, acked 3, failed 0", result.OutputLines);
        Assert.DoesNotContain('\u001b', result.Output); // no colours, no moves of the cursor
        Assert.DoesNotContain('│', result.Output);
    }

    [Fact]
    public async Task TheNameIsTheOneItRunsUnder()
    {
        var result = await Command.InvokeAsync("run", Command.Fixtures, "arguments", "--name", "tuesday");

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Contains("running as tuesday", result.Output);
        Assert.Contains("tuesday completed after ", result.Output);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task AnImpossibleNameIsWrongUsage(string name)
    {
        var result = await Command.InvokeAsync("run", Command.Fixtures, "numbers", "--name", name);

        Assert.Equal(ExitCode.WrongUsage, result.ExitCode);
        Assert.StartsWith($"topology: --name: \"{name}\" is no name for a topology", result.Error);
        Assert.Empty(result.Output);
        result.HasNoStackTrace();
    }

    [Fact]
    public async Task AfterTheTimeOfForTheRunIsStoppedInGoodOrder()
    {
        // Both long enough that a busy machine acks something, and all that is in flight; to the tick it is tried in RunWatchTests.
        var result = await Command.InvokeAsync("run", Command.Fixtures, "endless", "--for", "3s", "--set", "topology.message.timeout.secs=3s");

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Contains("endless stopped after ", result.Output);
        Assert.Contains("cleaned up", result.OutputLines);
        var totals = TrackedTotals.Check(result.Output);
        Assert.True(totals.Acked > 0, "nothing was acked");
        Assert.Equal(EndlessTopology.Kept, totals.TimedOut + totals.Pending);
    }

    [Theory]
    [InlineData("soon", "--for")]
    [InlineData("0s", "--for must be longer than zero, not 0s.")]
    [InlineData("-3s", "--for")]
    public async Task ATimeThatCannotBeReadIsWrongUsage(string time, string expected)
    {
        var result = await Command.InvokeAsync("run", Command.Fixtures, "endless", "--for", time);

        Assert.Equal(ExitCode.WrongUsage, result.ExitCode);
        Assert.Contains(expected, result.Error);
        result.HasNoStackTrace();
    }

    [Fact]
    public async Task WhatStandsBehindTheDashesReachesTheTopologyAndItsComponents()
    {
        var result = await Command.InvokeAsync("run", Command.Fixtures, "arguments", "--", "--greeting", "good morning", "--for", "--set=x");

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Contains("defined with --greeting|good morning|--for|--set=x", result.OutputLines);
        Assert.Contains("greeting good morning, my.key none", result.OutputLines);
    }

    [Fact]
    public async Task ASettingWinsOverTheDefinitionsAndAnUnknownKeyOfItsOwnReachesComponents()
    {
        var result = await Command.InvokeAsync(
            "run", Command.Fixtures, "arguments", "--set", "topology.max.spout.pending=5", "--set", "my.key=a=b", "--set", "topology.message.timeout.secs=9");

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Contains("greeting none, my.key a=b", result.OutputLines);
        Assert.Contains("pending 5, time-out 00:00:09, running as arguments", result.OutputLines);
    }

    [Fact]
    public async Task WithoutASettingTheDefinitionsHolds()
    {
        var result = await Command.InvokeAsync("run", Command.Fixtures, "arguments");

        Assert.Contains("pending 77, time-out 00:00:30, running as arguments", result.OutputLines);
    }
}
