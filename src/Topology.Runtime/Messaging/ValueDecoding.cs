using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Topology.Runtime.Messaging;

/// <summary>Reads what <see cref="ValueEncoding"/> wrote.</summary>
internal static class ValueDecoding
{
    private const long TicksMask = 0x3FFF_FFFF_FFFF_FFFF; // of DateTime.ToBinary; the two bits above are the kind

    /// <summary>Reads a value that is no object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Read(byte tag, ref WireReader reader)
    {
        if (tag == Wire.Text)
            return ReadText(ref reader);
        if (tag == Wire.Int64)
            return Wire.UnZigZag(reader.ReadVarint());
        return ReadOther(tag, ref reader);
    }

    /// <summary>Reads a string without a tag.</summary>
    public static string ReadText(ref WireReader reader) => TextOf(ReadBytesOfText(ref reader));

    /// <summary>The bytes of a string without a tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> ReadBytesOfText(ref WireReader reader) => reader.ReadBytes(reader.ReadVarint(int.MaxValue, "bytes of a string"));

    /// <summary>The string that has these bytes.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "";
        var text = new string('\0', bytes.Length);
        var room = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), bytes.Length); // nobody else has seen the string yet
        return Ascii.ToUtf16(bytes, room, out _) == OperationStatus.Done ? text : ReadNonAscii(bytes);
    }

    private static string ReadNonAscii(ReadOnlySpan<byte> bytes)
    {
        var text = new string('\0', Encoding.UTF8.GetCharCount(bytes));
        var room = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length);
        return Utf8.ToUtf16(bytes, room, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done && written == text.Length
            ? text
            : throw new InvalidDataException("a string that is not UTF-8");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value ReadOther(byte tag, ref WireReader reader)
    {
        switch (tag)
        {
            case Wire.Null:
                return Value.Null;
            case Wire.False:
                return false;
            case Wire.True:
                return true;
            case Wire.Int32:
                var number = Wire.UnZigZag(reader.ReadVarint());
                return number == (int)number ? (int)number : throw new InvalidDataException($"{number} as an int");
            case Wire.Double:
                return BitConverter.Int64BitsToDouble(reader.ReadInt64());
            case Wire.DateTime:
                return ReadDate(reader.ReadInt64());
            case Wire.RawText:
                return ReadRawText(reader.ReadBytes(reader.ReadVarint(int.MaxValue, "bytes of a string")));
            case Wire.Bytes:
                return reader.ReadBytes(reader.ReadVarint(int.MaxValue, "bytes")).ToArray();
            default:
                throw new InvalidDataException($"a value of the unknown kind {tag}");
        }
    }

    /// <summary>Keeps the bits, which mean the same instant everywhere, but not those that no date has.</summary>
    private static Value ReadDate(long bits)
    {
        if (bits >= 0 && (bits & TicksMask) > DateTime.MaxValue.Ticks)
            throw new InvalidDataException("a date beyond the year 9999");
        try
        {
            _ = bits < 0 ? DateTime.FromBinary(bits) : default; // a local one, whose ticks depend on the time zone
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException("a date beyond the year 9999", e);
        }
        return Value.DateTimeFromBits(bits);
    }

    private static string ReadRawText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(char) != 0)
            throw new InvalidDataException($"a string of {bytes.Length} bytes in UTF-16");
        var chars = new char[bytes.Length / sizeof(char)];
        for (var i = 0; i < chars.Length; i++)
            chars[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(char))..]);
        return new string(chars);
    }
}
