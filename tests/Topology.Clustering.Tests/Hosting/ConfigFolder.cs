namespace Topology.Clustering.Tests.Hosting;

/// <summary>A folder of one test's own, gone with it.</summary>
internal sealed class ConfigFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("topology-config-tests-").FullName;

    public string At(string name) => Path.Combine(FullName, name);

    /// <summary>The mode of a file; what its user alone may do where there are no modes.</summary>
    public static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(path);

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
