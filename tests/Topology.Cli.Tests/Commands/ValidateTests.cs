using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Commands;

public class ValidateTests
{
    [Fact]
    public async Task TheGraphIsPrintedAsDeclared()
    {
        var result = await Valid("numbers");

        Assert.Contains(
            """
            Topology numbers, as declared (3 components):

              source  spout, 1 executor, 1 task
                -> default (number)
              double  bolt, 4 executors, 6 tasks
                <- source  shuffle
                -> default (number, doubled)
              print  bolt, 1 executor, 1 task
                <- double  global
            """,
            result.Output);
    }

    [Fact]
    public async Task TheGraphIsPrintedWithTheTasksOfEachComponent()
    {
        var result = await Valid("numbers");

        Assert.Contains(
            """
            Topology numbers, expanded (8 tasks, ackers not counted):

              source[8]  1 task on 1 executor
                -> double[1-6]  shuffle
              double[1-6]  6 tasks on 4 executors
                -> print[7]  global
              print[7]  1 task on 1 executor
            """,
            result.Output);
    }

    [Fact]
    public async Task TheDeclaredGraphIsPrintedInMermaid()
    {
        var result = await Valid("numbers");

        Assert.Contains(
            """
            Mermaid, as declared:

            flowchart LR
              c1(["source<br/>1 task"])
              c2["double<br/>6 tasks"]
              c3["print<br/>1 task"]
              c1 -->|"shuffle"| c2
              c2 -->|"global"| c3
            """,
            result.Output);
    }

    [Fact]
    public async Task TheExpandedGraphIsPrintedInMermaidWithEachPairOfTasks()
    {
        var result = await Valid("numbers");

        var expanded = result.Output[result.Output.IndexOf("Mermaid, with tasks:", StringComparison.Ordinal)..];
        Assert.Contains("  subgraph c2[\"double\"]\n    t1[\"1\"]\n", expanded);
        foreach (var task in Enumerable.Range(1, 6))
        {
            Assert.Contains($"  t8 --> t{task}\n", expanded);
            Assert.Contains($"  t{task} --> t7\n", expanded);
        }
    }

    [Fact]
    public async Task ASettingThatCutsTheTasksCutsThemInTheExpandedGraph()
    {
        var result = await Valid("numbers", "--set", "topology.max.task.parallelism=2");

        Assert.Contains("  double[1-2]  2 tasks on 2 executors\n", result.Output);
        Assert.Contains("expanded (4 tasks, ackers not counted)", result.Output);
    }

    [Fact]
    public async Task ArgumentsOfTheTopologyAreChecked()
    {
        var result = await Command.InvokeAsync("validate", Command.Fixtures, "numbers", "--", "--limt", "3");

        Assert.Equal(ExitCode.WrongUsage, result.ExitCode);
        Assert.Contains("the nearest is --limit", result.Error);
    }

    [Fact]
    public async Task SettingsAreChecked()
    {
        var result = await Command.InvokeAsync("validate", Command.Fixtures, "numbers", "--set", "topology.wokers=2");

        Assert.Equal(ExitCode.WrongUsage, result.ExitCode);
        Assert.Contains("topology.workers", result.Error);
    }

    [Fact]
    public async Task NothingRuns()
    {
        var result = await Valid("numbers");

        Assert.DoesNotContain("twice", result.Output);
    }

    private static async Task<CliResult> Valid(string definition, params string[] more)
    {
        var result = await Command.InvokeAsync(["validate", Command.Fixtures, definition, .. more]);

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Empty(result.Error);
        return result;
    }
}
