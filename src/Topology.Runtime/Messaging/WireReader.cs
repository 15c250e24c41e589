using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Topology.Runtime.Messaging;

/// <summary>Reads bytes of which nothing may be believed: whatever is missing or out of range throws <see cref="InvalidDataException"/>.</summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>One byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        var at = Position;
        if ((uint)at >= (uint)_bytes.Length)
            ThrowTruncated();
        Position = at + 1;
        return _bytes[at];
    }

    /// <summary>What <see cref="EncodeBuffer.WriteVarint"/> wrote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        var at = Position;
        if (_bytes.Length - at < sizeof(ulong))
            return ReadLastVarint();
        if (_bytes[at] is var first and < 0x80)
        {
            Position = at + 1;
            return first;
        }
        var value = Wire.ReadVarint(BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Slice(at, sizeof(ulong))), out var count);
        if (count == 0)
            return ReadLastVarint();
        Position = at + count;
        return value;
    }

    /// <summary>A varint that must be at most a number.</summary>
    /// <param name="most">The greatest allowed.</param>
    /// <param name="what">For the error: what the number is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadVarint(int most, string what)
    {
        var value = ReadVarint();
        if (value > (ulong)most)
            ThrowTooMany(value, most, what);
        return (int)value;
    }

    /// <summary>A count of things that take so many bytes each at least: more than the rest could hold is refused, before anything is allocated for them.</summary>
    public int ReadCount(int bytesEach, string what) => ReadVarint(int.MaxValue, what) is var count && (long)count * bytesEach <= Remaining
        ? count
        : throw new InvalidDataException($"{count} {what} do not fit into the {Remaining} bytes that are left");

    /// <summary>2 bytes.</summary>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(sizeof(ushort)));

    /// <summary>4 bytes.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    /// <summary>8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(sizeof(long)));

    /// <summary>A view of the next bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        var at = Position;
        if ((uint)count > (uint)(_bytes.Length - at))
            ThrowTruncated();
        Position = at + count;
        return _bytes.Slice(at, count);
    }

    /// <summary>A view of bytes that were read before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ReadOnlySpan<byte> Again(int start, int count) => _bytes.Slice(start, count);

    /// <summary>Refuses bytes that are left over.</summary>
    public readonly void End()
    {
        if (Remaining != 0)
            throw new InvalidDataException($"{Remaining} bytes too many");
    }

    /// <summary>One of more than 8 bytes, or less than 8 bytes before the end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadLastVarint()
    {
        var first = ReadByte();
        if (first < 0x80)
            return first;
        var value = (ulong)first & 0x7F;
        for (var shift = 7; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next >= 0x80)
                continue;
            if (shift == 63 && next > 1)
                break;
            return value;
        }
        throw new InvalidDataException("a number of more than 64 bits");
    }

    [DoesNotReturn]
    private readonly void ThrowTruncated() => throw new InvalidDataException($"truncated after {_bytes.Length} bytes");

    [DoesNotReturn]
    private static void ThrowTooMany(ulong value, int most, string what) => throw new InvalidDataException($"{value} {what}; {most} at most");
}
