using System.IO.Compression;
using System.Security.Cryptography;

namespace Topology.Clustering;

/// <summary>Packs a folder as a zip archive, the files in ordinal order and without their times.</summary>
internal sealed class FolderPackager : IPackager
{
    /// <summary>The first that a zip archive can hold.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<PackedFolder> PackAsync(string path, CancellationToken token)
    {
        var full = Path.GetFullPath(path);
        var assembly = AssemblyAt(full);
        var folder = Directory.Exists(full) ? full : Path.GetDirectoryName(full)!; // not null: a full path of a file
        var archive = Path.Combine(Path.GetTempPath(), $"topology-{Guid.NewGuid():N}.zip");
        try
        {
            await WriteAsync(folder, archive, token).ConfigureAwait(false);
            await using var written = File.OpenRead(archive);
            var hash = await SHA256.HashDataAsync(written, token).ConfigureAwait(false);
            return new PackedFolder(archive, Convert.ToHexStringLower(hash), written.Length, assembly);
        }
        catch
        {
            File.Delete(archive);
            throw;
        }
    }

    private static async Task WriteAsync(string folder, string archive, CancellationToken token)
    {
        await using var stream = new FileStream(archive, FileMode.CreateNew);
        await using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var entry = zip.CreateEntry(Path.GetRelativePath(folder, file).Replace('\\', '/'));
            entry.LastWriteTime = NoTime;
            await using var target = await entry.OpenAsync(token).ConfigureAwait(false);
            await using var source = File.OpenRead(file);
            await source.CopyToAsync(target, token).ConfigureAwait(false);
        }
    }

    private static string AssemblyAt(string path)
    {
        if (File.Exists(path))
            return Path.GetFileName(path);
        if (!Directory.Exists(path))
            throw new TopologyException($"There is no folder and no assembly at '{path}'.");

        // What the SDK publishes lies beside the list of its dependencies; libraries come without one.
        string[] mains = [.. Directory.GetFiles(path, "*.deps.json").Select(file => Path.GetFileName(file)[..^".deps.json".Length] + ".dll").Where(dll => File.Exists(Path.Combine(path, dll))).Order(StringComparer.Ordinal)];
        return mains switch
        {
            [var only] => only,
            [] => throw new TopologyException($"The folder '{path}' was not made by 'dotnet publish': no .dll in it has a .deps.json beside it. Name the topology's .dll."),
            _ => throw new TopologyException($"The folder '{path}' has several assemblies that may be the topology's: name one of {string.Join(", ", mains)}."),
        };
    }
}
