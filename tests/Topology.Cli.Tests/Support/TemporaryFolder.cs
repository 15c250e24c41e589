namespace Topology.Cli.Tests.Support;

/// <summary>A folder of one test's own, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("topology-cli-tests-").FullName;

    public string Write(string fileName, string text)
    {
        var path = Path.Combine(FullName, fileName);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
