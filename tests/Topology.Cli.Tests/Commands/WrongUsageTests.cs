using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Commands;

public class WrongUsageTests
{
    [Fact]
    public async Task SeveralDefinitionsWithoutAChoiceAreNamedWithTheirClasses()
    {
        var result = await Refused("run", Command.Fixtures);

        Assert.Contains("Topology.Cli.Tests has several topologies: name one behind the assembly. It has:", result.Error);
        Assert.Contains("  numbers (class Topology.Cli.Tests.Fixtures.NumbersTopology)", result.Error);
        Assert.Contains("  endless (class Topology.Cli.Tests.Fixtures.EndlessTopology)", result.Error);
    }

    [Fact]
    public async Task ANameThatTwoDefinitionsShareNamesThoseTwoOnly()
    {
        var result = await Refused("run", Command.Fixtures, "twin");

        Assert.Contains("several topologies called 'twin'", result.Error);
        Assert.Contains("Topology.Cli.Tests.Fixtures.FirstTwin", result.Error);
        Assert.Contains("Topology.Cli.Tests.Fixtures.SecondTwin", result.Error);
        Assert.DoesNotContain("NumbersTopology", result.Error);
    }

    [Fact]
    public async Task ANameThatNoDefinitionHasGetsTheListOfThoseThereAre()
    {
        var result = await Refused("run", Command.Fixtures, "nubmers");

        Assert.Contains("Topology.Cli.Tests has no topology 'nubmers'. It has:", result.Error);
        Assert.Contains("  numbers (class Topology.Cli.Tests.Fixtures.NumbersTopology)", result.Error);
    }

    [Fact]
    public async Task AnAssemblyWithoutADefinitionSaysWhatWasLookedFor()
    {
        var result = await Refused("run", typeof(Spout).Assembly.Location);

        Assert.Contains("Topology.Api has no topology: looked for a public class that derives from TopologyDefinition", result.Error);
    }

    [Fact]
    public async Task AMissingFileIsNamedWithItsFullPath()
    {
        var result = await Refused("run", "no-such.dll");

        Assert.Contains($"There is no assembly and no project folder at '{Path.GetFullPath("no-such.dll")}'.", result.Error);
    }

    [Fact]
    public async Task AFileThatIsNoAssemblyIsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("text.dll", "not an assembly");

        var result = await Refused("run", path);

        Assert.Contains($"'{path}' is not a .NET assembly.", result.Error);
    }

    [Fact]
    public async Task AnEmptyFileIsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("empty.dll", "");

        var result = await Refused("run", path);

        Assert.Contains($"'{path}' is not a .NET assembly.", result.Error);
    }

    [Fact]
    public async Task AFolderWithoutAProjectIsRefused()
    {
        using var folder = new TemporaryFolder();

        var result = await Refused("run", folder.FullName);

        Assert.Contains($"The folder '{folder.FullName}' has no project: looked for *.csproj, *.fsproj, *.vbproj.", result.Error);
    }

    [Fact]
    public async Task AFolderWithTwoProjectsNamesBoth()
    {
        using var folder = new TemporaryFolder();
        folder.Write("One.csproj", "<Project/>");
        folder.Write("Two.csproj", "<Project/>");

        var result = await Refused("run", folder.FullName);

        Assert.Contains("has several projects: name one of One.csproj, Two.csproj.", result.Error);
    }

    [Fact]
    public async Task AnUnknownKeyNamesTheNearest()
    {
        var result = await Refused("run", Command.Fixtures, "numbers", "--set", "topology.max.spout.pendign=5");

        Assert.Contains("topology.max.spout.pendign", result.Error);
        Assert.Contains("topology.max.spout.pending", result.Error);
    }

    [Theory]
    [InlineData("topology.max.spout.pending=many", "many")]
    [InlineData("topology.max.spout.pending=0", "topology.max.spout.pending")]
    [InlineData("topology.message.timeout.secs=-1", "topology.message.timeout.secs")]
    [InlineData("topology.delivery.guarantee=Sometimes", "AtLeastOnce")]
    public async Task ABadValueIsNamed(string setting, string expected)
    {
        var result = await Refused("run", Command.Fixtures, "numbers", "--set", setting);

        Assert.Contains(expected, result.Error);
    }

    [Fact]
    public async Task SeveralBadSettingsAreReportedAtOnce()
    {
        var result = await Refused(
            "run", Command.Fixtures, "numbers", "--set", "topology.max.spout.pendign=5", "--set", "topology.workers=none");

        Assert.Contains("topology.max.spout.pendign", result.Error);
        Assert.Contains("topology.workers", result.Error);
    }

    [Theory]
    [InlineData("topology.workers")]
    [InlineData("=5")]
    public async Task ASettingWithoutKeyAndValueShowsTheForm(string setting)
    {
        var result = await Refused("run", Command.Fixtures, "numbers", "--set", setting);

        Assert.Contains($"--set takes key=value, such as topology.max.spout.pending=500, not '{setting}'.", result.Error);
    }

    [Theory]
    [InlineData("--limits", "the nearest is --limit")]
    [InlineData("--limit=few", "few")]
    public async Task AnArgumentThatTheTopologyRefusesIsWrongUsage(string argument, string expected)
    {
        var result = await Refused("run", Command.Fixtures, "numbers", "--", argument);

        Assert.Contains(expected, result.Error);
    }

    [Theory]
    [InlineData("Name a command: run, validate, checkpoints, savepoint, submit, list, ")]
    [InlineData("There is no command 'start'; there are: run, validate, checkpoints, savepoint, submit, list, ", "start")]
    [InlineData("assembly|folder", "run")]
    [InlineData("There is no option '--verbos'.", "run", "x.dll", "--verbos")]
    [InlineData("There is no option '--for'.", "validate", "x.dll", "--for", "3s")]
    [InlineData("--set", "run", "x.dll", "--set")]
    [InlineData("third", "run", "x.dll", "second", "third")]
    public async Task AnUnreadableCommandLineSaysWhyAndPointsToTheHelp(string expected, params string[] args)
    {
        var result = await Refused(args);

        Assert.Contains(expected, result.Error);
        Assert.Contains("--help'. Arguments of the topology itself go behind a lone --.", result.Error);
    }

    private static async Task<CliResult> Refused(params string[] args)
    {
        var result = await Command.InvokeAsync(args);

        Assert.Equal(ExitCode.WrongUsage, result.ExitCode);
        Assert.StartsWith("topology: ", result.Error);
        Assert.Empty(result.Output);
        result.HasNoStackTrace();
        return result;
    }
}
