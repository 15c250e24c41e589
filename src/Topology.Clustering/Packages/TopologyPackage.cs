using System.IO.Compression;
using System.Security.Cryptography;

namespace Topology.Clustering.Packages;

/// <summary>A package that was made.</summary>
/// <param name="Sha256">Of the archive, lower-case hex: the package's name everywhere.</param>
/// <param name="Bytes">Of the archive.</param>
/// <param name="Files">How many it has.</param>
public sealed record PackedTopology(string Sha256, long Bytes, int Files);

/// <summary>
/// A topology's assembly with all it needs, as one zip archive. The same files make the same archive, byte by byte, wherever the
/// same compressor runs: names in ordinal order, one time stamp, one mode for all.
/// </summary>
public static class TopologyPackage
{
    /// <summary>The largest files named when a package is too large.</summary>
    private const int FilesToName = 5;

    /// <summary>A regular file that its owner may write and all may read, as Unix has it in the upper half.</summary>
    private const int FileMode644 = 0x81A4 << 16;

    // The first moment that the format knows.
    private static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs a folder, or an assembly and what belongs to it.</summary>
    /// <param name="path">A publish folder, taken whole; or a .dll: with a .deps.json beside it the whole folder, else the assembly and those beside it that it refers to.</param>
    /// <param name="archive">The file to write; replaced if it exists. Must not lie in the folder.</param>
    /// <param name="limits">Null: <see cref="PackageLimits.Default"/>.</param>
    /// <exception cref="PackageException">It is too large, or has a link that leaves it, a special file, or a name that not every system can have.</exception>
    public static PackedTopology Pack(string path, string archive, PackageLimits? limits = null)
    {
        limits ??= PackageLimits.Default;
        try
        {
            var files = PackageSources.Of(path);
            Check(files, limits);
            WriteOrDelete(files, archive, limits);
            using var written = File.OpenRead(archive);
            return new PackedTopology(Convert.ToHexStringLower(SHA256.HashData(written)), written.Length, files.Count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskFault.Describe(e, $"'{path}' cannot be packed");
        }
    }

    /// <summary>Unpacks an archive of whatever origin into a folder that appears at once and whole, or not at all.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="folder">Must not exist.</param>
    /// <param name="limits">Null: <see cref="PackageLimits.Default"/>.</param>
    /// <exception cref="PackageException">It is no package, or would write outside the folder, or is too large; names the entry.</exception>
    public static void Unpack(string archive, string folder, PackageLimits? limits = null)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(temporary);
            new PackageReader(archive, limits ?? PackageLimits.Default).UnpackTo(temporary);
            Directory.Move(temporary, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskFault.Describe(e, $"'{archive}' cannot be unpacked to '{target}'");
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Check(IReadOnlyList<PackageSource> files, PackageLimits limits)
    {
        if (files.Count > limits.MaxEntries)
            throw new PackageException(PackageFault.TooLarge, $"The package would have {files.Count} files; {limits.MaxEntries} are allowed.");

        var total = files.Sum(file => file.Bytes);
        if (total > limits.MaxUnpackedBytes)
            throw TooLarge("files", total, limits.MaxUnpackedBytes, files);

        var names = new PackageNames();
        foreach (var file in files)
        {
            if (names.Add(file.Name) is { } mistake)
                throw new PackageException(PackageFault.Invalid, $"'{PackagePath.Shown(file.Path)}' cannot be packed: {mistake}.");
        }
    }

    private static void WriteOrDelete(IReadOnlyList<PackageSource> files, string archive, PackageLimits limits)
    {
        try
        {
            Write(files, archive, limits);
        }
        catch
        {
            File.Delete(archive);
            throw;
        }
    }

    private static void Write(IReadOnlyList<PackageSource> files, string archive, PackageLimits limits)
    {
        using var output = new FileStream(archive, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var unpacked = 0L;
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var before = output.Position;
                var bytes = Write(zip, file);
                unpacked += bytes;
                if (output.Position > limits.MaxArchiveBytes)
                    throw TooLarge("archive", output.Position, limits.MaxArchiveBytes, files);
                if (limits.IsBomb(bytes, output.Position - before))
                    throw new PackageException(PackageFault.Invalid, $"'{file.Path}' cannot be packed: it shrinks to less than 1/{limits.MaxCompressionRatio} of its {bytes} bytes, which unpacking refuses.");
            }
        }

        if (output.Length > limits.MaxArchiveBytes)
            throw TooLarge("archive", output.Length, limits.MaxArchiveBytes, files);
        if (limits.IsBomb(unpacked, output.Length))
            throw new PackageException(PackageFault.Invalid, $"The files cannot be packed: they shrink to less than 1/{limits.MaxCompressionRatio} of their {unpacked} bytes, which unpacking refuses.");
    }

    private static long Write(ZipArchive zip, PackageSource file)
    {
        var entry = zip.CreateEntry(file.Name, CompressionLevel.Optimal);
        entry.LastWriteTime = Stamp;
        entry.ExternalAttributes = FileMode644;
        using var input = File.OpenRead(file.Path);
        using var output = entry.Open();
        input.CopyTo(output);
        return input.Position;
    }

    private static PackageException TooLarge(string what, long given, long allowed, IReadOnlyList<PackageSource> files)
    {
        var largest = files.OrderByDescending(file => file.Bytes).ThenBy(file => file.Name, StringComparer.Ordinal).Take(FilesToName)
            .Select(file => $"{file.Name} ({file.Bytes:N0} bytes)");
        return new PackageException(
            PackageFault.TooLarge,
            $"The package is too large: its {what} come{(what == "archive" ? "s" : "")} to {given:N0} bytes{(what == "archive" ? " or more" : "")}, {allowed:N0} are allowed. The largest files: {string.Join(", ", largest)}.");
    }
}
