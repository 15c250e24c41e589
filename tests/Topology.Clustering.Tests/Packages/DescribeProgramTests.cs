using System.Text.Json;
using Topology.Clustering.Packages;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages;

public sealed class DescribeProgramTests : IDisposable
{
    private const string Graph =
        """
        Console.Write("a word of the author");
        builder.SetSpout("source", () => new Source(), 2).SetNumTasks(6).SetCpuLoad(30).SetMemoryLoad(64);
        builder.SetBolt("last", new Fields(), (_, _) => { }, 3).ShuffleGrouping("source");
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void When_a_topology_is_described_Then_everything_the_master_needs_is_there()
    {
        FixtureCompiler.Compile(_folder["Main.dll"], FixtureCompiler.Definition("One", Graph));

        var (assembly, blueprint) = DescribeProgram.Describe(Spec() with { Settings = new Dictionary<string, string> { ["topology.max.task.parallelism"] = "4" } });

        Assert.Equal("Main.dll", assembly);
        Assert.Equal(("One", typeof(Spout).Assembly.GetName().Version!.ToString(3)), (blueprint.DefinitionName, blueprint.ApiVersion));
        Assert.Equal("4", blueprint.Settings["topology.max.task.parallelism"]);
        Assert.Equal("1", blueprint.Settings["topology.workers"]);
        Assert.Equal(["last", "source"], blueprint.Components.Select(component => component.Id));
        Assert.Equal((ComponentKind.Spout, 2, 4, 30, 64), (blueprint.Components[1].Kind, blueprint.Components[1].Executors, blueprint.Components[1].Tasks, blueprint.Components[1].CpuPercent, blueprint.Components[1].MemoryMebibytes));
        Assert.Equal((ComponentKind.Bolt, 3, 3), (blueprint.Components[0].Kind, blueprint.Components[0].Executors, blueprint.Components[0].Tasks));
        Assert.Equal(["source"], blueprint.Components[0].Sources);
        Assert.Equal(64, blueprint.SpecHash.Length);
        Assert.NotEqual(blueprint.Components[0].Hash, blueprint.Components[1].Hash);
    }

    [Fact]
    public void When_the_program_runs_Then_it_prints_the_answer_and_nothing_of_what_the_author_prints()
    {
        FixtureCompiler.Compile(_folder["Main.dll"], FixtureCompiler.Definition("One", Graph));

        var (exitCode, output, error) = Run(Spec());

        Assert.Equal(0, exitCode);
        Assert.Equal(DescribeProgram.Describe(Spec()).Blueprint.SpecHash, Answer(output).Blueprint!.Blueprint.SpecHash);
        Assert.Contains("a word of the author", error);
        Assert.DoesNotContain("a word of the author", output);
    }

    [Theory]
    [InlineData("arguments.EnsureOnly(\"top\");", "the nearest is --top", true)]
    [InlineData("builder.SetBolt(\"lost\", new Fields(), (_, _) => { }).ShuffleGrouping(\"nothing\");", "\"nothing\"", true)]
    [InlineData("throw new Exception(\"not today\");", "One.Define failed with Exception: not today", false)]
    public void When_the_topology_is_wrong_Then_the_answer_says_why(string define, string expected, bool isMistake)
    {
        FixtureCompiler.Compile(_folder["Main.dll"], FixtureCompiler.Definition("One", define));

        var (exitCode, output, _) = Run(Spec() with { Arguments = ["--tpo=1"] });

        Assert.Equal(1, exitCode);
        Assert.Contains(expected, Answer(output).Refusal!.Message);
        Assert.Equal(isMistake, Answer(output).Refusal!.IsUsageMistake);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData(null)]
    public void When_the_spec_cannot_be_read_Then_the_answer_says_so(string? text)
    {
        var file = text is null ? _folder["missing.json"] : _folder.Write("spec.json", text);

        using var output = new StringWriter();
        Assert.Equal(1, DescribeProgram.Run(file, output, TextWriter.Null));

        Assert.Contains(file, Answer(output.ToString()).Refusal!.Message);
    }

    private DescribeSpec Spec() => new(_folder.FullName, Assembly: null, Definition: null, [], new Dictionary<string, string>());

    private (int ExitCode, string Output, string Error) Run(DescribeSpec spec)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var file = _folder.Write("spec.json", JsonSerializer.Serialize(spec));
        var exitCode = DescribeProgram.Run(file, output, TextWriter.Synchronized(error));
        return (exitCode, output.ToString(), error.ToString());
    }

    private static DescribeAnswer Answer(string output)
    {
        var line = Assert.Single(output.Split('\n'), line => line.StartsWith(DescribeAnswer.Mark, StringComparison.Ordinal));
        return JsonSerializer.Deserialize<DescribeAnswer>(line[DescribeAnswer.Mark.Length..], DescribeAnswer.Json)!;
    }
}
