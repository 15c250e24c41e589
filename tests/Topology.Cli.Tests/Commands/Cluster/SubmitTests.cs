using System.IO.Compression;
using Topology.Cli.Tests.Support;
using Topology.Clustering.Protocol;

namespace Topology.Cli.Tests.Commands.Cluster;

public sealed class SubmitTests : IAsyncDisposable
{
    private readonly FakeCluster cluster = new();

    [Fact]
    public async Task When_an_assembly_is_submitted_Then_everything_said_reaches_the_master()
    {
        var result = await cluster.InvokeAsync(
            "submit", Command.Exclamation, "ExclamationTopology", "--name", "tuesday", "--set", "topology.workers=3", "--set", "topology.workers=2", "--set", "my.key=a=b", "--", "--limit", "20", "--set=x");

        Assert.True(result.ExitCode == ExitCode.Completed, result.Error);
        Assert.Equal("tuesday is accepted as tuesday-1; 'topology status tuesday' shows how it gets on.\n", result.Output);
        Assert.Empty(result.Error);
        var submit = Assert.Single(cluster.Requests.OfType<SubmitTopology>());
        Assert.Equal(("tuesday", "Exclamation.dll", "ExclamationTopology"), (submit.Name, submit.Assembly, submit.Definition));
        Assert.Equal(["--limit", "20", "--set=x"], submit.Arguments);
        Assert.Equal(new Dictionary<string, string> { ["topology.workers"] = "2", ["my.key"] = "a=b" }, submit.Settings);
        Assert.Contains("Exclamation.dll", Packed());
    }

    [Theory]
    [InlineData("no-such-folder", "There is no assembly and no folder at '")]
    [InlineData("", "has neither a project nor an assembly")]
    public async Task When_there_is_nothing_to_submit_Then_it_is_wrong_usage(string path, string expected)
    {
        using var folder = new TemporaryFolder();

        var result = await cluster.InvokeAsync("submit", Path.Combine(folder.FullName, path));

        Assert.Equal(ExitCode.WrongUsage, result.ExitCode);
        Assert.Contains(expected, result.Error);
        result.HasNoStackTrace();
    }

    // Slow: it starts the SDK.
    [Fact]
    public async Task When_a_project_folder_is_submitted_Then_it_is_published_first()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Small.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        folder.Write("Small.cs", "public sealed class Small;");

        var result = await cluster.InvokeAsync("submit", folder.FullName, "--name", "small");

        Assert.True(result.ExitCode == ExitCode.Completed, result.Error);
        Assert.StartsWith("Publishing Small", result.Error);
        Assert.Equal("Small.dll", Assert.Single(cluster.Requests.OfType<SubmitTopology>()).Assembly);
        Assert.Equal(["Small.deps.json", "Small.dll", "Small.pdb"], Packed());
    }

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    private IEnumerable<string> Packed()
    {
        using var archive = new ZipArchive(new MemoryStream(cluster.Package));
        return archive.Entries.Select(entry => entry.FullName).ToArray();
    }
}
