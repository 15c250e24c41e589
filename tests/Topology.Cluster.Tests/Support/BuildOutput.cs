using System.Reflection;

namespace Topology.Cluster.Tests.Support;

/// <summary>What was built along with these tests, in the same configuration.</summary>
internal static class BuildOutput
{
    /// <summary>The command line's assembly, to be run by <c>dotnet</c>.</summary>
    public static string Program => Existing(Path.Combine(FolderOf("src/Topology.Cli"), "topology.dll"));

    /// <summary>Packages: the output folder of a topology holds all it needs.</summary>
    public static string Exclamation => FolderOf("topologies/Exclamation");

    public static string HashtagWindows => FolderOf("topologies/HashtagWindows");

    public static string Ingest => FolderOf("topologies/Ingest");

    public static string WordCount => FolderOf("topologies/WordCount");

    public static string WordCountExactlyOnce => FolderOf("topologies/WordCountExactlyOnce");

    public static string TestAuthorityScript => Existing(Path.Combine(Metadata("RepositoryFolder"), "cluster-config", "make-test-ca.sh"));

    /// <summary>The host of the .NET that runs these tests.</summary>
    public static string DotNet { get; } = FindDotNet();

    private static string FolderOf(string project) => Path.Combine(Metadata("RepositoryFolder"), project, Metadata("OutputFolder"));

    private static string Metadata(string key) =>
        typeof(BuildOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!; // set by the project file

    private static string FindDotNet()
    {
        // shared/Microsoft.NETCore.App/VERSION/ lies beside it.
        var host = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../dotnet")); // an assembly in a file
        return File.Exists(host) ? host : "dotnet";
    }

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new FileNotFoundException($"{file} is not there: build the whole solution, or this project, in the configuration of the tests.");
}
