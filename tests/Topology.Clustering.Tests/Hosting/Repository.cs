namespace Topology.Clustering.Tests.Hosting;

/// <summary>Files of the repository that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Topology.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"Topology.sln lies in no folder above {AppContext.BaseDirectory}.");
    }
}
