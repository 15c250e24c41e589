using System.IO.Compression;
using System.Text;

namespace Topology.Clustering.Tests.Packages;

/// <summary>Writes zip archives byte by byte, so that they may lie.</summary>
internal sealed class ZipBytes
{
    private readonly List<byte> _local = [];
    private readonly List<byte> _directory = [];
    private int _entries;

    /// <summary>The number of entries it says it has; null: as many as it has.</summary>
    public int? SaidEntries { get; init; }

    /// <summary>The length of the directory it says it has; null: the truth.</summary>
    public int? SaidDirectoryLength { get; init; }

    public byte[] Comment { get; init; } = [];

    /// <summary>Adds an entry; returns this.</summary>
    /// <param name="name">Any.</param>
    /// <param name="content">Unpacked.</param>
    /// <param name="saidLength">What the directory says of the unpacked length; null: the truth.</param>
    /// <param name="mode">Of Unix.</param>
    /// <param name="method">8: packed; 0: as it is; others are only said.</param>
    /// <param name="flags">1: encrypted.</param>
    public ZipBytes Add(string name, byte[] content, long? saidLength = null, int mode = 0x81A4, ushort method = 8, ushort flags = 0)
    {
        var offset = _local.Count;
        var packed = method == 8 ? Deflated(content) : content;
        var length = (uint)(saidLength ?? content.Length);
        var nameBytes = Encoding.UTF8.GetBytes(name);
        byte[] common = [.. Bytes((ushort)20), .. Bytes((ushort)(0x800 | flags)), .. Bytes(method), .. Bytes(0x00210000u), .. Bytes(0u), .. Bytes((uint)packed.Length), .. Bytes(length), .. Bytes((ushort)nameBytes.Length), .. Bytes((ushort)0)];
        _local.AddRange([.. Bytes(0x04034b50u), .. common, .. nameBytes, .. packed]);
        AddToDirectory(common, nameBytes, mode, offset);
        return this;
    }

    /// <summary>Adds an entry that shares the packed bytes of the one before, under another name; returns this.</summary>
    public ZipBytes AddSharing(string name, byte[] content, int offset)
    {
        var packed = Deflated(content);
        var nameBytes = Encoding.UTF8.GetBytes(name);
        byte[] common = [.. Bytes((ushort)20), .. Bytes((ushort)0x800), .. Bytes((ushort)8), .. Bytes(0x00210000u), .. Bytes(0u), .. Bytes((uint)packed.Length), .. Bytes((uint)content.Length), .. Bytes((ushort)nameBytes.Length), .. Bytes((ushort)0)];
        AddToDirectory(common, nameBytes, 0x81A4, offset);
        return this;
    }

    public byte[] ToArray() =>
    [
        .. _local, .. _directory,
        .. Bytes(0x06054b50u), .. Bytes(0u), .. Bytes((ushort)(SaidEntries ?? _entries)), .. Bytes((ushort)(SaidEntries ?? _entries)),
        .. Bytes((uint)(SaidDirectoryLength ?? _directory.Count)), .. Bytes((uint)_local.Count), .. Bytes((ushort)Comment.Length), .. Comment,
    ];

    private void AddToDirectory(byte[] common, byte[] name, int mode, int offset)
    {
        _directory.AddRange([.. Bytes(0x02014b50u), .. Bytes((ushort)((3 << 8) | 20)), .. common, .. Bytes((ushort)0), .. Bytes((ushort)0), .. Bytes((ushort)0), .. Bytes((uint)mode << 16), .. Bytes((uint)offset), .. name]);
        _entries++;
    }

    private static byte[] Deflated(byte[] content)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Optimal))
            deflate.Write(content);
        return output.ToArray();
    }

    private static byte[] Bytes(ushort value) => BitConverter.GetBytes(value);

    private static byte[] Bytes(uint value) => BitConverter.GetBytes(value);
}
