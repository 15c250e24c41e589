using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Topology.Runtime.Messaging;

/// <summary>Writes values as <see cref="Wire"/> says.</summary>
internal static class ValueEncoding
{
    private const int MostBytesOfNumber = 1 + Wire.MaxVarintBytes;
    private const int ShortText = 127; // characters: if they are ASCII, their count fits one byte

    /// <summary>Writes the value unless it holds an object that only a serializer can write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(in Value value, EncodeBuffer target)
    {
        var reference = value.Reference;
        if (reference is string text)
        {
            if (text.Length > ShortText || !TryWriteShortAscii(text, target))
                WriteTaggedText(text, target);
            return true;
        }
        if (reference is Value.Tag tag)
        {
            WriteNumber(tag.Kind, value.Bits, target);
            return true;
        }
        return TryWriteRest(reference, target);
    }

    /// <summary>Writes a string without a tag, which has no lone surrogate.</summary>
    public static void WriteText(string text, EncodeBuffer target)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        target.WriteVarint((uint)bytes);
        Encoding.UTF8.GetBytes(text, target.GetSpan(bytes));
        target.Advance(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt64(ref byte target, long value) =>
        Unsafe.WriteUnaligned(ref target, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteNumber(Value.Kind kind, long bits, EncodeBuffer target)
    {
        ref var room = ref target.Room(MostBytesOfNumber);
        ref var content = ref Unsafe.Add(ref room, 1);
        switch (kind)
        {
            case Value.Kind.Int64:
            case Value.Kind.Int32:
                room = kind == Value.Kind.Int64 ? Wire.Int64 : Wire.Int32;
                target.Take(1 + Wire.WriteVarint(ref content, Wire.ZigZag(bits)));
                break;
            case Value.Kind.Boolean:
                room = bits != 0 ? Wire.True : Wire.False;
                target.Take(1);
                break;
            default:
                room = kind == Value.Kind.Double ? Wire.Double : Wire.DateTime;
                WriteInt64(ref content, bits);
                target.Take(1 + sizeof(long));
                break;
        }
    }

    /// <summary>The usual case in one step: no count of bytes beforehand, no check for surrogates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWriteShortAscii(string text, EncodeBuffer target)
    {
        ref var room = ref target.Room(2 + ShortText);
        var bytes = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref room, 2), text.Length);
        if (Ascii.FromUtf16(text, bytes, out _) != OperationStatus.Done)
            return false;
        room = Wire.Text;
        Unsafe.Add(ref room, 1) = (byte)text.Length;
        target.Take(2 + text.Length);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteTaggedText(string text, EncodeBuffer target)
    {
        target.CheckLimit(text.Length); // each character takes a byte at least: spares room for what is refused in the end
        var start = target.Length;
        var bytes = Encoding.UTF8.GetByteCount(text);
        target.WriteByte(Wire.Text);
        target.WriteVarint((uint)bytes);
        var room = target.GetSpan(bytes);
        if (Utf8.FromUtf16(text, room, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done && written == bytes)
        {
            target.Advance(bytes);
            return;
        }
        target.Rewind(start);
        WriteRawText(text, target);
    }

    /// <summary>Strings with lone surrogates.</summary>
    private static void WriteRawText(string text, EncodeBuffer target)
    {
        var bytes = checked(text.Length * sizeof(char));
        target.WriteByte(Wire.RawText);
        target.WriteVarint((uint)bytes);
        var room = target.GetSpan(bytes);
        for (var i = 0; i < text.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(room[(i * sizeof(char))..], text[i]);
        target.Advance(bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryWriteRest(object? reference, EncodeBuffer target)
    {
        if (reference is null)
        {
            target.WriteByte(Wire.Null);
            return true;
        }
        if (reference.GetType() != typeof(byte[])) // "is byte[]" would also take an sbyte[]
            return false;
        var bytes = (byte[])reference;
        target.CheckLimit(bytes.Length);
        target.WriteByte(Wire.Bytes);
        target.WriteVarint((uint)bytes.Length);
        target.Write(bytes);
        return true;
    }
}
