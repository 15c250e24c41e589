namespace Topology.Clustering.Tests.Hosting;

/// <summary>A folder of one test's own, gone with it.</summary>
internal sealed class ConfigFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("topology-config-tests-").FullName;

    public string At(string name) => Path.Combine(FullName, name);

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
