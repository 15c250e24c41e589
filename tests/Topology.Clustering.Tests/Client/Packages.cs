using System.IO.Compression;

namespace Topology.Clustering.Tests.Client;

/// <summary>Looks into packages.</summary>
internal static class Packages
{
    public static IReadOnlyList<string> EntriesOf(Stream package)
    {
        using var archive = new ZipArchive(package, ZipArchiveMode.Read, leaveOpen: true);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
