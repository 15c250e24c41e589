namespace Topology.Cluster.Tests.Support;

/// <summary>Where the logs of failed tests stay.</summary>
internal static class KeptLogs
{
    private static readonly string[] Patterns = ["*.log", "*.log.?", "*.conf", "supervisor.json"];

    /// <summary>The test that runs now or ended just now, if it failed.</summary>
    public static string? FailedTest => TestContext.Current.TestState?.Result == TestResult.Failed ? TestContext.Current.TestMethod?.MethodName ?? "test" : null;

    public static void Keep(string folder, string test)
    {
        var target = Path.Combine(Path.GetTempPath(), "topology-cluster-logs", $"{test}-{Path.GetFileName(folder)}");
        foreach (var file in Patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!); // it is in the target
            File.Copy(file, copy, overwrite: true);
        }

        Console.WriteLine($"{test} failed; the logs of its cluster are in {target}");
    }
}
