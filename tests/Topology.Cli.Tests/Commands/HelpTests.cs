using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Commands;

public class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public async Task TheRootListsTheCommands(string option)
    {
        var result = await Help(option);

        Assert.Contains("Runs and checks topologies", result.Output);
        Assert.Contains("run <assembly|folder>", result.Output);
        Assert.Contains("validate <assembly|folder>", result.Output);
    }

    [Fact]
    public async Task RunListsItsArgumentsAndOptions()
    {
        var result = await Help("run", "--help");

        foreach (var part in new[] { "<assembly|folder>", "<definition>", "--set <key=value>", "--for <time>", "--name <name>", "--verbose", "a lone -- is for the topology itself" })
            Assert.Contains(part, result.Output);
    }

    [Fact]
    public async Task ValidateListsItsArgumentsAndOptions()
    {
        var result = await Help("validate", "--help");

        foreach (var part in new[] { "<assembly|folder>", "<definition>", "--set <key=value>", "--verbose", "Mermaid" })
            Assert.Contains(part, result.Output);
        Assert.DoesNotContain("--for", result.Output);
    }

    [Fact]
    public async Task TheVersionIsPrinted()
    {
        var result = await Help("--version");

        Assert.Matches(@"^\d+\.\d+\.\d+", result.Output);
    }

    private static async Task<CliResult> Help(params string[] args)
    {
        var result = await Command.InvokeAsync(args);

        Assert.Equal(ExitCode.Completed, result.ExitCode);
        Assert.Empty(result.Error);
        return result;
    }
}
