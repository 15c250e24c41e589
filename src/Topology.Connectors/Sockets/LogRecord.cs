using System.Buffers.Binary;
using System.Numerics;

namespace Topology.Connectors.Sockets;

/// <summary>The form of the log's files. A segment is a header – a mark, the offset of its first record, the lines before it, a checksum – and records: length, checksum, bytes.</summary>
internal static class LogRecord
{
    public const int HeaderBytes = 28;
    public const int PrefixBytes = 8;

    private static readonly byte[] Mark = "TopoLog1"u8.ToArray();

    public static byte[] Header(long offset, long lines)
    {
        var header = new byte[HeaderBytes];
        Mark.CopyTo(header, 0);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), offset);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), lines);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), Checksum(header.AsSpan(0, 24)));
        return header;
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> header, out long offset, out long lines)
    {
        (offset, lines) = (0, 0);
        if (header.Length < HeaderBytes || !header.StartsWith(Mark) || BinaryPrimitives.ReadUInt32LittleEndian(header[24..]) != Checksum(header[..24]))
            return false;
        offset = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        lines = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        return true;
    }

    /// <summary>Appends a record.</summary>
    public static void Write(MemoryStream target, ReadOnlySpan<byte> line)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, line.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix[4..], Checksum(line, (uint)line.Length));
        target.Write(prefix);
        target.Write(line);
    }

    /// <summary>How long the record's line says to be; not checked.</summary>
    public static int Length(ReadOnlySpan<byte> prefix) => BinaryPrimitives.ReadInt32LittleEndian(prefix);

    public static bool IsIntact(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> line) =>
        BinaryPrimitives.ReadUInt32LittleEndian(prefix[4..]) == Checksum(line, (uint)line.Length);

    /// <summary>CRC-32C.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var crc = ~seed;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var item in bytes)
            crc = BitOperations.Crc32C(crc, item);
        return ~crc;
    }
}
