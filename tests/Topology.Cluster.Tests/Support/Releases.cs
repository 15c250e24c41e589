using Topology.Clustering.Tests.Support;

namespace Topology.Cluster.Tests.Support;

/// <summary>Builds of a topology that differ in their version, as an author makes them one after the other. Each says in its worker's log which one it is.</summary>
internal sealed class Releases(string package, string project, string definition) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("topology-releases-");

    public static string Line(string version) => $"This is build {version}.";

    /// <returns>The assembly to submit.</returns>
    public string Build(string version)
    {
        var target = folder.CreateSubdirectory(version).FullName;
        foreach (var file in Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(package, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!); // it is in the target
            File.Copy(file, copy);
        }

        File.Copy(Path.Combine(target, $"{project}.deps.json"), Path.Combine(target, "Release.deps.json"));
        var source = $$"""
            public sealed class Release : TopologyDefinition
            {
                private readonly {{project}}.{{definition}} _wrapped = new();

                public override string Name => _wrapped.Name;

                public override TopologyConfig Configure(TopologyConfig defaults, TopologyArguments arguments) => _wrapped.Configure(defaults, arguments);

                public override void Define(TopologyBuilder builder, TopologyArguments arguments)
                {
                    Console.WriteLine("This is build " + GetType().Assembly.GetName().Version!.ToString(3) + ".");
                    _wrapped.Define(builder, arguments);
                }
            }
            """;
        return FixtureCompiler.Compile(Path.Combine(target, "Release.dll"), source, version, Path.Combine(target, $"{project}.dll"));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
