namespace Topology.Samples.Tests.Support;

/// <summary>A file of one test's own, gone with it.</summary>
internal sealed class TextFile : IDisposable
{
    public TextFile(string text) => File.WriteAllText(Path, text);

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
