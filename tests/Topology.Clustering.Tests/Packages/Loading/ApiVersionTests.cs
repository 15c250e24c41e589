using Topology.Clustering.Packages.Loading;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages.Loading;

public sealed class ApiVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static Version Ours => typeof(TopologyDefinition).Assembly.GetName().Version!;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.2.0.0", "1.2.0.0", true)]
    [InlineData("1.2.9.0", "1.2.0.0", true)]
    [InlineData("1.1.0.0", "1.2.0.0", true)]
    [InlineData("1.3.0.0", "1.2.0.0", false)]
    [InlineData("2.0.0.0", "1.2.0.0", false)]
    [InlineData("0.9.0.0", "1.2.0.0", false)]
    public void When_versions_are_compared_Then_the_major_must_be_equal_and_the_minor_not_newer(string builtAgainst, string present, bool expected) =>
        Assert.Equal(expected, ApiReferences.IsCompatible(Version.Parse(builtAgainst), Version.Parse(present)));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void When_an_assembly_was_built_against_an_incompatible_api_Then_it_is_refused_with_both_versions(int major, int minor)
    {
        var version = $"{Ours.Major + major}.{Ours.Minor + minor}.0";
        var path = FixtureCompiler.Compile(_folder["Main.dll"], "public class One : TopologyDefinition {}", "1.0.0", Api(version));

        var error = Assert.Throws<TopologyLoadException>(() => Load(path));

        Assert.True(error.IsUsageMistake);
        Assert.Contains($"Main.dll was built against Topology.Api {version}, which does not fit the version here, {Ours.ToString(3)}", error.Message);
    }

    [Fact]
    public void When_only_a_library_of_it_was_Then_the_library_is_named()
    {
        var library = FixtureCompiler.Compile(_folder["Library.dll"], "public class Base : TopologyDefinition {}", "1.0.0", Api($"{Ours.Major + 1}.0.0"));
        var between = FixtureCompiler.Compile(_folder["Between.dll"], "public class Between { public Base B; }", "1.0.0", library, Api($"{Ours.Major + 1}.0.0"));
        var path = FixtureCompiler.Compile(_folder["Main.dll"], "public class Uses { public Between B; } " + FixtureCompiler.Definition("One"), "1.0.0", between);

        var error = Assert.Throws<TopologyLoadException>(() => Load(path));

        Assert.Contains("Library.dll was built against Topology.Api", error.Message);
    }

    [Fact]
    public void When_it_was_built_against_ours_Then_it_loads_and_the_version_is_known()
    {
        var loaded = Load(FixtureCompiler.Compile(_folder["Main.dll"], FixtureCompiler.Definition("One")));

        Assert.Equal(Ours, loaded.ApiVersion);
        Assert.Equal("One", loaded.Name);
    }

    // Only its version matters: the check comes before anything of it is needed.
    private string Api(string version) =>
        FixtureCompiler.Compile(_folder["api/Topology.Api.dll"], "namespace Topology { public abstract class TopologyDefinition {} }", version, NoApi());

    private string NoApi() => FixtureCompiler.Compile(_folder["none/Topology.Api.dll"], "namespace Topology { }");

    private static LoadedTopology Load(string path) => LoadedTopology.Load(path, definition: null, TopologyArguments.Empty, []);
}
