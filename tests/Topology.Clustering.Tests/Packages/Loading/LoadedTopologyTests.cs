using Topology.Clustering.Packages;
using Topology.Clustering.Packages.Loading;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Packages.Loading;

public sealed class LoadedTopologyTests : IDisposable
{
    private const string Graph =
        """
        var name = arguments.GetString("source", "source");
        builder.SetSpout(name, () => new Source(), 2).SetNumTasks(4);
        builder.SetBolt("last", new Fields(), (_, _) => { }, 3).ShuffleGrouping(name);
        """;

    private readonly TemporaryFolder _folder = new();

    public LoadedTopologyTests() => FixtureCompiler.Compile(_folder["Main.dll"], FixtureCompiler.Definition("One", Graph));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void When_two_topologies_bring_different_versions_of_a_library_Then_each_gets_its_own()
    {
        var first = LoadWithLibrary("first", "1.0.0");
        var second = LoadWithLibrary("second", "2.0.0");

        Assert.Equal("library 1.0.0", first.Name);
        Assert.Equal("library 2.0.0", second.Name);
    }

    [Fact]
    public void When_settings_are_given_Then_they_win_over_the_definitions()
    {
        var loaded = LoadedTopology.Load(_folder["Main.dll"], "one", TopologyArguments.Empty, [new("topology.workers", "3"), new("my.key", "mine")]);

        Assert.Equal(3, loaded.Config.Workers);
        Assert.Equal("mine", loaded.Config.Custom["my.key"]);
        Assert.Equal(["last", "source"], loaded.Spec.Components.Select(component => component.Id));
    }

    [Fact]
    public void When_a_worker_builds_the_graph_that_was_submitted_Then_it_loads_with_the_settings_in_force()
    {
        var code = Submitted();

        var loaded = LoadedTopology.Load(_folder.FullName, code with { Settings = new Dictionary<string, string>(code.Settings) { ["topology.workers"] = "7" } });

        Assert.Equal(code.SpecHash, loaded.Spec.Hash);
        Assert.Equal(7, loaded.Config.Workers);
        Assert.Equal("One", loaded.Definition.Name);
    }

    [Fact]
    public void When_executors_were_changed_by_a_rebalance_Then_they_are_applied_up_to_the_tasks()
    {
        var loaded = LoadedTopology.Load(_folder.FullName, Submitted() with { Executors = new Dictionary<string, int> { ["source"] = 4, ["last"] = 99 } });

        Assert.Equal(4, loaded.Spec["source"].Executors);
        Assert.Equal(3, loaded.Spec["last"].Executors);
    }

    [Fact]
    public void When_executors_are_given_for_a_component_that_is_not_there_Then_it_is_named()
    {
        var error = Assert.Throws<TopologyLoadException>(
            () => LoadedTopology.Load(_folder.FullName, Submitted() with { Executors = new Dictionary<string, int> { ["lost"] = 4 } }));

        Assert.Contains("\"lost\"", error.Message);
    }

    [Fact]
    public void When_a_worker_builds_another_graph_Then_the_components_that_differ_are_named()
    {
        var code = Submitted();

        var error = Assert.Throws<TopologyLoadException>(() => LoadedTopology.Load(_folder.FullName, code with { Arguments = ["--source=other"] }));

        Assert.False(error.IsUsageMistake);
        Assert.Contains("component \"last\" differs; component \"other\" was not in it; component \"source\" is missing.", error.Message);
    }

    [Theory]
    [InlineData("../Main.dll")]
    [InlineData("/etc/Main.dll")]
    public void When_the_assembly_is_not_in_the_package_Then_it_is_refused(string assembly)
    {
        var error = Assert.Throws<PackageException>(() => LoadedTopology.Load(_folder.FullName, Submitted() with { Assembly = assembly }));

        Assert.Contains("names no file of a package", error.Message);
    }

    [Fact]
    public void When_a_definition_throws_Then_its_class_and_method_are_named()
    {
        var path = FixtureCompiler.Compile(_folder["Bad.dll"], FixtureCompiler.Definition("Bad", "throw new InvalidOperationException(\"not today\");"));

        var error = Assert.Throws<TopologyLoadException>(() => LoadedTopology.Load(path, null, TopologyArguments.Empty, []));

        Assert.False(error.IsUsageMistake);
        Assert.Equal("Bad.Define failed with InvalidOperationException: not today", error.Message);
    }

    [Fact]
    public void When_assemblies_of_a_folder_are_looked_through_Then_the_one_with_a_definition_is_found()
    {
        var library = FixtureCompiler.Compile(_folder["Library.dll"], "public abstract class Base : TopologyDefinition {} class Hidden : TopologyDefinition { public override string Name => \"\"; public override void Define(TopologyBuilder b, TopologyArguments a) {} }");
        _folder.Write("native.dll", "no assembly");
        var derived = FixtureCompiler.Definition("One").Replace(": TopologyDefinition", ": Base", StringComparison.Ordinal);
        File.Delete(_folder["Main.dll"]);
        FixtureCompiler.Compile(_folder["Derived.dll"], derived, "1.0.0", library);

        Assert.Equal("Derived.dll", DefinitionFinder.FindAssembly(_folder.FullName));
    }

    [Fact]
    public void When_several_or_none_have_a_definition_Then_they_are_listed()
    {
        FixtureCompiler.Compile(_folder["Two.dll"], FixtureCompiler.Definition("Two"));
        FixtureCompiler.Compile(_folder["none/Empty.dll"], "public class Nothing {}");

        var several = Assert.Throws<TopologyLoadException>(() => DefinitionFinder.FindAssembly(_folder.FullName));
        var none = Assert.Throws<TopologyLoadException>(() => DefinitionFinder.FindAssembly(_folder["none"]));

        Assert.Equal("Several assemblies have topologies: name one of Main.dll, Two.dll.", several.Message);
        Assert.Contains("TopologyDefinition in Empty.dll.", none.Message);
        Assert.True(several.IsUsageMistake && none.IsUsageMistake);
    }

    private TopologyCode Submitted()
    {
        var described = DescribeProgram.Describe(new DescribeSpec(_folder.FullName, "Main.dll", null, [], new Dictionary<string, string>())).Blueprint;
        return new TopologyCode(
            new string('a', 64), 1, "Main.dll", null, [], described.Settings, new Dictionary<string, int>(), described.SpecHash,
            described.Components.ToDictionary(component => component.Id, component => component.Hash));
    }

    private LoadedTopology LoadWithLibrary(string folder, string version)
    {
        var library = FixtureCompiler.Compile(_folder[$"{folder}/Library.dll"], $"public static class Library {{ public static string Text() => \"library {version}\"; }}", version);
        var source = FixtureCompiler.Definition("One").Replace("Name => \"One\"", "Name => Library.Text()", StringComparison.Ordinal);
        return LoadedTopology.Load(FixtureCompiler.Compile(_folder[$"{folder}/Main.dll"], source, "1.0.0", library), null, TopologyArguments.Empty, []);
    }
}
