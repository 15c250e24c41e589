using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Topology.Runtime.Messaging;

/// <summary>The bytes that both sides of a link agree on. Numbers are written with their lowest byte first.</summary>
/// <remarks>
/// <code>
/// batch = version:1  flags:1  tuples:2  run*, or
///         version:1  4:1  mark:1  value:8, which has no tuples
/// run   = tuples:2  ids:1  stream:varint  [task:varint  name:text  width:varint, if the stream's number is 0: it gets the next]  receiver:varint  tuple*
/// tuple = [root:zigzag difference to the one before  edge:8, if ids ≥ 1]  [count:varint  (root edge)*, if ids = 2]  [event time:zigzag difference to the one before, if ids has 4 added]  value*
/// value = tag:1  [content]
/// text  = bytes:varint  UTF-8
/// acks  = version:1  pairs:varint  (root:zigzag difference  xor:8)*  fails:varint  (root:8  reason:1)*  holds:varint  (root:zigzag difference)*
/// </code>
/// A run is neighbouring tuples of one stream of one task to one receiving task: mostly the whole batch, and its tuples bear no header.
/// Roots are small numbers packed together, those of neighbours differ little; edges are random and would only grow as varints.
/// </remarks>
internal static class Wire
{
    public const byte Version = 1;
    public const byte MoreFollows = 1; // flag: the batch goes on in another message
    public const byte Continues = 2; // flag: the batch began in another message
    public const byte IsMark = 4; // flag, alone: no tuples, something that divides those before it from those behind it
    public const int MaxVarintBytes = 10;

    public const byte Barrier = 1; // mark: a checkpoint's id follows
    public const byte Watermark = 2; // mark: a watermark's number follows

    public const byte NoIds = 0;
    public const byte OneId = 1;
    public const byte SeveralIds = 2;
    public const byte HasTimes = 4; // added to one of these: all tuples of the run have event time

    public const byte Null = 0;
    public const byte False = 1;
    public const byte True = 2;
    public const byte Int32 = 3; // zigzag varint
    public const byte Int64 = 4; // zigzag varint
    public const byte Double = 5; // its 8 bytes
    public const byte DateTime = 6; // the 8 bytes of ToBinary
    public const byte Text = 7; // text
    public const byte RawText = 8; // bytes:varint, UTF-16: for strings with lone surrogates, which UTF-8 cannot hold
    public const byte Bytes = 9; // bytes:varint, bytes
    public const byte Object = 10; // bytes:4, what IValueSerializer makes of it

    /// <summary>Small for numbers near 0 of either sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>The inverse of <see cref="ZigZag"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Writes a number in bytes of 7 bits; the caller has made room for <see cref="MaxVarintBytes"/>. Returns the bytes written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WriteVarint(ref byte target, ulong value)
    {
        if (value >= 0x80)
            return WriteLongVarint(ref target, value);
        target = (byte)value;
        return 1;
    }

    // Up to 56 bits at once: spread over 8 bytes, of which the last ones are written in vain where the number is smaller. A loop has an end that no processor can predict.
    private static int WriteLongVarint(ref byte target, ulong value)
    {
        if (value >> 56 != 0)
            return WriteLongestVarint(ref target, value);
        var bytes = (BitOperations.Log2(value) * 9 + 73) >> 6; // of 7 bits each: the quotient by 7, right for all 56
        var spread = value;
        spread = (spread & 0x0000_0000_0FFF_FFFF) | (spread & 0x00FF_FFFF_F000_0000) << 4;
        spread = (spread & 0x0000_3FFF_0000_3FFF) | (spread & 0x0FFF_C000_0FFF_C000) << 2;
        spread = (spread & 0x007F_007F_007F_007F) | (spread & 0x3F80_3F80_3F80_3F80) << 1;
        spread |= 0x8080_8080_8080_8080 >> ((9 - bytes) * 8);
        Unsafe.WriteUnaligned(ref target, BitConverter.IsLittleEndian ? spread : BinaryPrimitives.ReverseEndianness(spread));
        return bytes;
    }

    private static int WriteLongestVarint(ref byte target, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            Unsafe.Add(ref target, at++) = (byte)(value | 0x80);
        Unsafe.Add(ref target, at) = (byte)value;
        return at + 1;
    }

    /// <summary>The number in the first of 8 bytes, the lowest of them first; 0 bytes if it goes on behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadVarint(ulong bytes, out int count)
    {
        var ends = ~bytes & 0x8080_8080_8080_8080;
        count = ends == 0 ? 0 : (BitOperations.TrailingZeroCount(ends) + 1) >> 3;
        bytes &= (ends & (0 - ends)) - 1; // up to the last one, whose highest bit is clear
        bytes &= 0x7F7F_7F7F_7F7F_7F7F;
        bytes = (bytes & 0x007F_007F_007F_007F) | (bytes & 0x7F00_7F00_7F00_7F00) >> 1;
        bytes = (bytes & 0x0000_3FFF_0000_3FFF) | (bytes & 0x3FFF_0000_3FFF_0000) >> 2;
        return (bytes & 0x0000_0000_0FFF_FFFF) | (bytes & 0x0FFF_FFFF_0000_0000) >> 4;
    }
}
