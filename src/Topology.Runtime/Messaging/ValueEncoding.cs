using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace Topology.Runtime.Messaging;

/// <summary>Writes values as <see cref="Wire"/> says.</summary>
internal static class ValueEncoding
{
    private const int ShortText = 127; // characters: if they are ASCII, their count fits one byte
    private const int MostBytesOfSmall = 2 + ShortText; // more than a number takes
    private const int MostAtOnce = 8; // values: bounds the room that is made for them beforehand

    /// <summary>Writes the value unless it holds an object that only a serializer can write.</summary>
    public static bool TryWrite(in Value value, EncodeBuffer target)
    {
        if (WriteSmall(new ReadOnlySpan<Value>(in value), target) > 0)
            return true;
        if (value.Reference is not string text)
            return TryWriteRest(value.Reference, target);
        WriteTaggedText(text, target);
        return true;
    }

    /// <summary>Writes the first values, as far as each is a number or a short text of ASCII: the usual tuple, all of it.</summary>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteSmall(ReadOnlySpan<Value> values, EncodeBuffer target)
    {
        var most = Math.Min(values.Length, MostAtOnce);
        ref var room = ref target.Room(most * MostBytesOfSmall);
        var at = 0; // kept here, where it lives in a register: a place in memory that each value moves on costs as much as the rest
        var i = 0;
        for (; i < most; i++)
        {
            ref readonly var value = ref values[i];
            ref var next = ref Unsafe.Add(ref room, at);
            var reference = value.Reference;
            if (reference is string text)
            {
                if (text.Length > ShortText || !TryWriteAscii(text, ref Unsafe.Add(ref next, 2)))
                    break;
                next = Wire.Text;
                Unsafe.Add(ref next, 1) = (byte)text.Length;
                at += 2 + text.Length;
            }
            else if (reference is Value.Tag tag)
            {
                at += WriteNumber(tag.Kind, value.Bits, ref next);
            }
            else
            {
                break;
            }
        }
        target.Take(at);
        return i;
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

    /// <returns>The bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteNumber(Value.Kind kind, long bits, ref byte target)
    {
        ref var content = ref Unsafe.Add(ref target, 1);
        switch (kind)
        {
            case Value.Kind.Int64:
            case Value.Kind.Int32:
                target = kind == Value.Kind.Int64 ? Wire.Int64 : Wire.Int32;
                return 1 + Wire.WriteVarint(ref content, Wire.ZigZag(bits));
            case Value.Kind.Boolean:
                target = bits != 0 ? Wire.True : Wire.False;
                return 1;
            default:
                target = kind == Value.Kind.Double ? Wire.Double : Wire.DateTime;
                WriteInt64(ref content, bits);
                return 1 + sizeof(long);
        }
    }

    /// <summary>The usual case in one step: no count of bytes beforehand, no check for surrogates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWriteAscii(string text, ref byte target)
    {
        var last = text.Length - Vector128<ushort>.Count;
        if ((uint)last > (uint)Vector128<ushort>.Count)
            return Ascii.FromUtf16(text, MemoryMarshal.CreateSpan(ref target, text.Length), out _) == OperationStatus.Done;
        ref readonly var chars = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text.AsSpan()));
        var (begin, end) = (Vector128.LoadUnsafe(in chars), Vector128.LoadUnsafe(in chars, (nuint)last)); // they overlap
        if (((begin | end) & Vector128.Create((ushort)0xFF80)) != Vector128<ushort>.Zero)
            return false;
        var bytes = Vector128.Narrow(begin, end);
        bytes.GetLower().StoreUnsafe(ref target);
        bytes.GetUpper().StoreUnsafe(ref target, (nuint)last);
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
