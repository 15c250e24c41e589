using System.Buffers.Binary;
using System.IO.Compression;

namespace Topology.Clustering.Packages;

/// <summary>Unpacks an archive that nobody vouches for. Everything is checked before the first file is written, sizes again while writing.</summary>
internal sealed class PackageReader(string archive, PackageLimits limits)
{
    private const uint EndSignature = 0x06054b50;
    private const int EndLength = 22;
    private const int HeaderLength = 46; // of an entry in the directory, without name, extra field and comment
    private const int MaxHeaderLength = 4096; // a name of 1,024 characters in UTF-8, and what other packers add
    private const int CopyBuffer = 81_920; // as Stream.CopyTo has it: below the large-object heap

    // The type bits of a Unix mode.
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;
    private const int LinkType = 0xA000;

    /// <param name="folder">Exists and is empty.</param>
    /// <exception cref="PackageException">It is no package, or a hostile one; names the entry.</exception>
    public void UnpackTo(string folder)
    {
        using var file = File.OpenRead(archive);
        if (file.Length > limits.MaxArchiveBytes)
            throw TooLarge($"The archive has {file.Length:N0} bytes; {limits.MaxArchiveBytes:N0} are allowed.");

        CheckEnd(file);
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            Check(zip.Entries, file.Length);
            var buffer = new byte[CopyBuffer];
            foreach (var entry in zip.Entries)
                Unpack(entry, folder, buffer);
        }
        catch (InvalidDataException e)
        {
            throw Invalid($"The package cannot be read: {e.Message}", e);
        }
    }

    // The framework reads the whole directory into memory, however long it says it is, and looks for it behind comments.
    // Ours ends the file, so that its length is known before.
    private void CheckEnd(FileStream file)
    {
        Span<byte> end = stackalloc byte[EndLength];
        if (file.Length < EndLength)
            throw Invalid($"The package is no zip archive: it has {file.Length} bytes.");

        file.Position = file.Length - EndLength;
        file.ReadExactly(end);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature)
            throw Invalid("The package is no zip archive without a comment: it does not end as one.");

        var entries = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (entries > limits.MaxEntries)
            throw TooLarge($"The package has {entries} entries; {limits.MaxEntries} are allowed.");
        if (offset + (long)length + EndLength != file.Length || length < (long)entries * HeaderLength || length > (long)entries * MaxHeaderLength)
            throw Invalid($"The package's directory of {entries} entries does not lie where it should: it says {length} bytes from {offset} on, of {file.Length}.");
        file.Position = 0;
    }

    private void Check(IReadOnlyCollection<ZipArchiveEntry> entries, long archiveBytes)
    {
        if (entries.Count > limits.MaxEntries)
            throw TooLarge($"The package has {entries.Count} entries; {limits.MaxEntries} are allowed.");

        var names = new PackageNames();
        var total = 0L;
        foreach (var entry in entries)
        {
            if (names.Add(entry.FullName) is { } mistake)
                throw Refused(entry, mistake);

            CheckKind(entry);
            // Each on its own first: the sum of lengths that are lies could overflow.
            if (entry.Length < 0 || entry.Length > limits.MaxUnpackedBytes || (total += entry.Length) > limits.MaxUnpackedBytes)
                throw TooLarge($"The package's files come to more than {limits.MaxUnpackedBytes:N0} bytes, with the entry '{Shown(entry)}' of {entry.Length:N0}.");
            if (limits.IsBomb(entry.Length, entry.CompressedLength))
                throw Refused(entry, $"it grows from {entry.CompressedLength:N0} to {entry.Length:N0} bytes, more than {limits.MaxCompressionRatio} times");
        }

        // Entries may share their packed bytes.
        if (limits.IsBomb(total, archiveBytes))
            throw Invalid($"The package is refused: it grows from {archiveBytes:N0} to {total:N0} bytes, more than {limits.MaxCompressionRatio} times.");
    }

    private static void CheckKind(ZipArchiveEntry entry)
    {
        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        var isFolder = entry.FullName.EndsWith('/');
        if (type == LinkType)
            throw Refused(entry, "it is a symbolic link");
        if (type != 0 && type != (isFolder ? FolderType : RegularType))
            throw Refused(entry, $"it is neither a file nor a folder, but of type {type:x}");
        if (isFolder && entry.Length > 0)
            throw Refused(entry, $"it is a folder and has {entry.Length} bytes");
        if (entry.IsEncrypted)
            throw Refused(entry, "it is encrypted");
    }

    private static void Unpack(ZipArchiveEntry entry, string folder, byte[] buffer)
    {
        var path = Path.GetFullPath(Path.Combine(folder, entry.FullName));
        // Names were checked; this holds whatever was overlooked there.
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw Refused(entry, "it leaves the folder");

        if (entry.FullName.EndsWith('/'))
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // not null: it lies below the folder
        using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            using var input = entry.Open();
            Copy(entry, input, output, buffer);
        }
        catch (InvalidDataException e)
        {
            throw Refused(entry, $"it cannot be unpacked: {e.Message}", e);
        }
    }

    private static void Copy(ZipArchiveEntry entry, Stream input, FileStream output, byte[] buffer)
    {
        var left = entry.Length;
        while (input.Read(buffer) is var read and > 0)
        {
            left -= read;
            if (left < 0)
                throw Refused(entry, $"it has more than the {entry.Length:N0} bytes it says");
            output.Write(buffer, 0, read);
        }

        if (left > 0)
            throw Refused(entry, $"it has {entry.Length - left:N0} bytes, not the {entry.Length:N0} it says");
    }

    private static string Shown(ZipArchiveEntry entry) => PackagePath.Shown(entry.FullName);

    private static PackageException Refused(ZipArchiveEntry entry, string why, Exception? cause = null) =>
        Invalid($"The package is refused because of its entry '{Shown(entry)}': {why}.", cause);

    private static PackageException Invalid(string message, Exception? cause = null) => new(PackageFault.Invalid, message, cause);

    private static PackageException TooLarge(string message) => new(PackageFault.TooLarge, message);
}
