using Topology.Cli.Tests.Support;

namespace Topology.Cli.Tests.Commands;

public class ProjectFolderTests
{
    // The only slow test here: it starts the compiler twice.
    [Fact]
    public async Task AProjectFolderIsBuiltFirstAndABuildThatFailsSaysWhy()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Small.csproj", Project);
        folder.Write("SmallTopology.cs", Source.Replace("builder.SetSpout", "builder.SetSprout", StringComparison.Ordinal));

        var broken = await Command.InvokeAsync("run", folder.FullName);
        folder.Write("SmallTopology.cs", Source);
        var whole = await Command.InvokeAsync("run", folder.FullName, "--", "--word", "hello");

        Assert.Equal(ExitCode.Failed, broken.ExitCode);
        Assert.Contains("Building '", broken.Error);
        Assert.Contains("error CS1061", broken.Error);
        broken.HasNoStackTrace();
        Assert.Equal(ExitCode.Completed, whole.ExitCode);
        Assert.StartsWith("Building Small", whole.Error);
        Assert.Contains("it says hello", whole.OutputLines);
        Assert.Contains("small completed after ", whole.Output);
    }

    private static string Project { get; } =
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{typeof(Spout).Assembly.Location}" Private="false" />
          </ItemGroup>
        </Project>
        """;

    private const string Source =
        """
        using Topology;

        public sealed class SmallTopology : TopologyDefinition
        {
            public override string Name => "small";

            public override void Define(TopologyBuilder builder, TopologyArguments arguments)
            {
                var word = arguments.Require("word");
                builder.SetSpout("once", () => new OnceSpout(word));
            }
        }

        public sealed class OnceSpout(string word) : Spout
        {
            private SpoutOutputCollector? collector;

            public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("word"));

            public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => this.collector = collector;

            public override void Execute()
            {
                Console.WriteLine($"it says {word}");
                collector!.Complete();
            }
        }
        """;
}
