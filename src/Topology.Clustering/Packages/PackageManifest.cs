using System.Security.Cryptography;
using System.Text.Json;

namespace Topology.Clustering.Packages;

/// <summary>What an unpacked package consists of, written beside it as the last thing: a folder without it is not whole. Immutable.</summary>
/// <param name="Files">By name with '/'.</param>
internal sealed record PackageManifest(IReadOnlyDictionary<string, ManifestFile> Files)
{
    /// <summary>The manifest of a folder as it is now.</summary>
    public static PackageManifest Of(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'),
            file => new ManifestFile(new FileInfo(file).Length, Hash(file)),
            StringComparer.Ordinal));

    public static void Write(string path, PackageManifest manifest)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        JsonSerializer.Serialize(file, manifest);
        file.Flush(flushToDisk: true);
    }

    /// <returns>Null: there is none, or it cannot be read.</returns>
    public static PackageManifest? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<PackageManifest>(file) is { Files: not null } manifest ? manifest : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether every file is there as it was. Others may have come since: code may write beside itself.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="withContent">Whether to read and hash them too, not only look at their sizes.</param>
    public bool Fits(string folder, bool withContent)
    {
        try
        {
            return Files.All(file =>
            {
                var info = new FileInfo(Path.Combine(folder, file.Key));
                return info.Exists && info.Length == file.Value.Bytes && (!withContent || Hash(info.FullName) == file.Value.Sha256);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

/// <summary>One file of it.</summary>
internal sealed record ManifestFile(long Bytes, string Sha256);
