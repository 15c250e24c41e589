using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Commands;

public class FailureTests
{
    [Fact]
    public async Task ABoltThatThrowsOnEveryTupleEndsTheRunWithTheFirstCauseAndTotalsThatAddUp()
    {
        var result = await Failed("run", Command.Fixtures, "failing-bolt");

        Assert.Contains("failing-bolt failed after ", result.Output);
        Assert.Contains("component \"bad\"", result.Error);
        Assert.Contains("FormatException: cannot read '1'", result.Error);
        Assert.Contains("  because: IOException: the disk is gone", result.Error);
        Assert.Contains("restarts 2, errors 3", result.Output);
        TrackedTotals.Check(result.Output);
        result.HasNoStackTrace();
    }

    [Fact]
    public async Task ASpoutThatThrowsInPrepareEndsTheRunWithItsMessage()
    {
        var result = await Failed("run", Command.Fixtures, "unprepared");

        Assert.Contains("unprepared failed after ", result.Output);
        Assert.Contains("component \"source\", task 1: InvalidOperationException: no connection to the source", result.Error);
        TrackedTotals.Check(result.Output);
        result.HasNoStackTrace();
    }

    [Theory]
    [InlineData("failing-bolt")]
    [InlineData("unprepared")]
    public async Task VerboseShowsTheStackTrace(string definition)
    {
        var result = await Failed("run", Command.Fixtures, definition, "--verbose");

        Assert.Contains("   at Topology.Cli.Tests.Fixtures.", result.Error);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    public async Task ADefinitionThatThrowsIsNamedWithItsException(string command)
    {
        var result = await Failed(command, Command.Fixtures, "broken-define");

        Assert.Contains("Topology.Cli.Tests.Fixtures.BrokenDefineTopology.Define failed with InvalidOperationException: I am not ready", result.Error);
        result.HasNoStackTrace();
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    public async Task AllMistakesOfAGraphAreListedAtOnce(string command)
    {
        var result = await Failed(command, Command.Fixtures, "mistaken");

        Assert.Contains("\"numbr\"", result.Error);
        Assert.Contains("\"number\"", result.Error);
        Assert.Contains("\"sorce\"", result.Error);
        Assert.Contains("\"source\"", result.Error);
        Assert.Empty(result.Output);
        result.HasNoStackTrace();
    }

    private static async Task<CliResult> Failed(params string[] args)
    {
        var result = await Command.InvokeAsync(args);

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains("topology: ", result.Error);
        return result;
    }
}
