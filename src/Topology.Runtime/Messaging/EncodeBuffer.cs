using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Topology.Engine;

namespace Topology.Runtime.Messaging;

/// <summary>Bytes being written, in an array of the shared pool that grows. One thread at a time.</summary>
public sealed class EncodeBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstBytes = 16 * 1024; // a full batch of small tuples
    private const int KeptBytes = 1 << 20; // larger arrays go back to the pool as soon as they are done with

    internal readonly List<StreamSource> Sources = []; // the codec's: the streams of the message in hand, by their number in it
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _length;
    private int _limit = Array.MaxLength; // the length may not exceed it
    private int _tupleStart;

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>What was written, to be changed in place; valid until the next write.</summary>
    public Span<byte> WrittenFrom(int start) => _bytes.AsSpan(start, _length - start);

    /// <summary>Forgets everything, and gives back an array that had to become large.</summary>
    public void Clear()
    {
        Truncate(0);
        if (_bytes.Length <= KeptBytes)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    }

    /// <summary>Takes back what was written after a point.</summary>
    public void Truncate(int length)
    {
        _length = length;
        _limit = Array.MaxLength;
    }

    /// <summary>Gives the array back; the buffer must not be used afterwards.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - _length), nameof(count));
        _length += count;
    }

    /// <inheritdoc/>
    /// <exception cref="TupleTooLargeException">A tuple is being written and has reached its limit.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(1, sizeHint));
        return _bytes.AsMemory(_length, Math.Min(_bytes.Length, _limit) - _length);
    }

    /// <inheritdoc/>
    /// <exception cref="TupleTooLargeException">A tuple is being written and has reached its limit.</exception>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Appends a byte.</summary>
    public void WriteByte(byte value)
    {
        Ensure(1);
        _bytes[_length++] = value;
    }

    /// <summary>Appends 4 bytes, the lowest first.</summary>
    public void WriteInt32(int value)
    {
        Ensure(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(int);
    }

    /// <summary>Appends 8 bytes, the lowest first.</summary>
    public void WriteInt64(long value)
    {
        Ensure(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(long);
    }

    /// <summary>Appends a number in 1 … 10 bytes of 7 bits, the lowest first.</summary>
    public void WriteVarint(ulong value)
    {
        Ensure(Wire.MaxVarintBytes);
        _length += Wire.WriteVarint(ref _bytes[_length], value);
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>From here on a tuple is written that may have so many bytes.</summary>
    internal void BeginTuple(int limit)
    {
        _tupleStart = _length;
        _limit = _length + limit;
    }

    /// <exception cref="TupleTooLargeException">It has got too large.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndTuple()
    {
        if (_length > _limit)
            throw TooLarge(_length - (long)_tupleStart);
        _limit = Array.MaxLength;
    }

    /// <summary>The first free byte; there is room for some.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
            Grow(bytes);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), _length);
    }

    /// <summary>Takes what was written behind <see cref="Room"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Take(int bytes) => _length += bytes;

    /// <summary>Takes back what was written after a point of the tuple in hand.</summary>
    internal void Rewind(int length) => _length = length;

    /// <summary>Throws when a tuple would get too large by so many bytes more.</summary>
    internal void CheckLimit(long more)
    {
        if (_length + more > _limit)
            throw TooLarge(_length + more - _tupleStart);
    }

    private void Ensure(int bytes)
    {
        if (_length + (long)bytes > _limit)
            throw TooLarge(_length + (long)bytes - _tupleStart);
        if (_bytes.Length - _length < bytes)
            Grow(bytes);
    }

    private TupleTooLargeException TooLarge(long size) => new(size, _limit - _tupleStart);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int bytes)
    {
        var needed = checked(_length + bytes);
        var grown = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, BitOperations.RoundUpToPowerOf2((uint)needed))));
        _bytes.AsSpan(0, _length).CopyTo(grown);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = grown;
    }
}
