namespace Topology.PerfGate.Clustered;

/// <summary>Where the build has put what the gate starts and submits. The gate's own build has built them too.</summary>
internal static class PerfPaths
{
    // …/perf/Topology.PerfGate/bin/<configuration>/<framework>
    private static readonly DirectoryInfo Own = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>The program <c>topology</c>.</summary>
    public static string Program { get; } = Of("src", "Topology.Cli", "topology");

    /// <summary>The folder of the topologies that are submitted.</summary>
    public static string Topologies { get; } = Of("perf", "Topology.PerfTopologies", "");

    private static string Of(string area, string project, string file)
    {
        var root = Path.Combine(Own.FullName, "..", "..", "..", "..", "..");
        var path = Path.GetFullPath(Path.Combine(root, area, project, "bin", Own.Parent!.Name, Own.Name, file));
        return Path.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: build the gate in its own folder, as \"dotnet run --project perf/Topology.PerfGate -c Release\" does.");
    }
}
