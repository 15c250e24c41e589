using System.Runtime.CompilerServices;

namespace Topology.Runtime.Messaging;

/// <summary>The bytes that both sides of a link agree on. Numbers are written with their lowest byte first.</summary>
/// <remarks>
/// <code>
/// batch = version:1  flags:1  tuples:2  run*, or
///         version:1  4:1  mark:1  value:8, which has no tuples
/// run   = tuples:2  ids:1  stream:varint  [task:varint  name:text  width:varint, if the stream's number is 0: it gets the next]  receiver:varint  tuple*
/// tuple = [root:zigzag difference to the one before  edge:8, if ids ≥ 1]  [count:varint  (root edge)*, if ids = 2]  value*
/// value = tag:1  [content]
/// text  = bytes:varint  UTF-8
/// acks  = version:1  pairs:varint  (root:zigzag difference  xor:8)*  fails:varint  (root:8  reason:1)*
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

    public const byte NoIds = 0;
    public const byte OneId = 1;
    public const byte SeveralIds = 2;

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

    private static int WriteLongVarint(ref byte target, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            Unsafe.Add(ref target, at++) = (byte)(value | 0x80);
        Unsafe.Add(ref target, at) = (byte)value;
        return at + 1;
    }
}
