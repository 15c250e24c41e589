using Topology.Cli.Tests.Support;
using Topology.Clustering.Packages;
using Topology.Clustering.Packages.Loading;

namespace Topology.Cli.Tests.Commands;

/// <summary>The command as a master starts it.</summary>
public class DescribeTests
{
    [Fact]
    public async Task ATopologyIsDescribedByAProcessOfItsOwn()
    {
        var described = await DescribeAsync(Command.Exclamation, definition: null);
        var here = LoadedTopology.Load(Command.Exclamation, null, TopologyArguments.Empty, []);

        Assert.Equal("Exclamation.dll", described.Assembly);
        Assert.Equal(here.Spec.Hash, described.Blueprint.SpecHash);
        Assert.Equal(here.Spec.Components.Select(component => (component.Id, component.ComputeHash())), described.Blueprint.Components.Select(component => (component.Id, component.Hash)));
    }

    [Fact]
    public async Task WhatADefinitionPrintsDoesNoHarm()
    {
        var described = await DescribeAsync(Command.Fixtures, "arguments");

        Assert.Equal("arguments", described.Blueprint.DefinitionName);
        Assert.Equal("77", described.Blueprint.Settings["topology.max.spout.pending"]);
    }

    [Theory]
    [InlineData("broken-define", "BrokenDefineTopology.Define failed with InvalidOperationException: I am not ready", false)]
    [InlineData("mistaken", "\"sorce\"", true)]
    [InlineData("nubmers", "no topology 'nubmers'. It has:", true)]
    [InlineData("exiting", "with exit code 7", false)]
    [InlineData("crashing", "I give up", false)]
    public async Task ATopologyThatCannotBeDescribedSaysWhy(string definition, string expected, bool isMistake)
    {
        var error = await Assert.ThrowsAsync<TopologyLoadException>(() => DescribeAsync(Command.Fixtures, definition));

        Assert.Contains(expected, error.Message);
        Assert.Equal(isMistake, error.IsUsageMistake);
    }

    private static Task<DescribedTopology> DescribeAsync(string assembly, string? definition)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var program = new ProgramCommand(host, [Command.Beside("topology.dll")]);
        var spec = new DescribeSpec(Path.GetDirectoryName(assembly)!, Path.GetFileName(assembly), definition, [], new Dictionary<string, string>());
        return new BlueprintProcess(program, TimeProvider.System).RunAsync(spec, TestContext.Current.CancellationToken);
    }
}
