using System.Buffers.Binary;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Transport;

/// <summary>Cuts what a connection delivers into messages: frames, or gathered chunks. One thread.</summary>
/// <remarks>Its buffer grows to the largest frame that has come, and is bounded by the limit of frames. Chunks are gathered as they
/// come: nothing is allocated because somebody says that much will follow.</remarks>
/// <param name="read">Waits for bytes; returns how many it has put into the memory, 0 at the end.</param>
/// <param name="limits">The sender's.</param>
internal sealed class FrameReader(FrameReader.Reading read, CodecLimits limits)
{
    /// <summary>Fills memory as far as there is something.</summary>
    public delegate int Reading(Span<byte> target);

    /// <summary>Bytes that surround a batch's message: the executors it goes between, and the kind in front of the first chunk.</summary>
    public const int SlackBytes = 64;

    private const int FirstBytes = 64 * 1024; // as much as a writer's buffer; more at a time is not faster

    private byte[] _bytes = new byte[FirstBytes];
    private int _start; // of what was read and not returned yet
    private int _end;
    private MemoryStream? _chunks; // the message being gathered

    /// <summary>Whether <see cref="Next"/> may wait: no whole message is here.</summary>
    public bool MayWait
    {
        get
        {
            var left = _end - _start - OutgoingQueue.HeaderBytes;
            return left < 0 || left < Header.Length || IsChunk(Header.Kind); // of a message in chunks others may be missing
        }
    }

    /// <summary>That of the next frame, which is here.</summary>
    private (int Length, byte Kind) Header => (BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start)), _bytes[_start + sizeof(int)]);

    /// <summary>Waits for a message.</summary>
    /// <returns>Its kind, perhaps with <see cref="OutgoingQueue.CompressedFlag"/>, and its payload, valid until the next call.</returns>
    /// <exception cref="EndOfStreamException">The other end has closed.</exception>
    /// <exception cref="InvalidDataException">What came is not what a link sends.</exception>
    public (byte Kind, ReadOnlyMemory<byte> Payload) Next()
    {
        while (true)
        {
            var (kind, payload) = NextFrame();
            if (IsChunk(kind))
            {
                var gathered = Gather(payload.Span);
                if (kind == (byte)FrameKind.LastChunk)
                    return Gathered(gathered);
            }
            else
            {
                return _chunks is null ? (kind, payload) : throw new InvalidDataException("a frame between the chunks of a message");
            }
        }
    }

    private static bool IsChunk(byte kind) => kind is (byte)FrameKind.Chunk or (byte)FrameKind.LastChunk;

    private (byte Kind, ReadOnlyMemory<byte> Payload) NextFrame()
    {
        Require(OutgoingQueue.HeaderBytes);
        var (length, kind) = Header;
        if (length < 0 || length > limits.MaxFrameBytes + SlackBytes)
            throw new InvalidDataException($"a frame of {length} bytes; {limits.MaxFrameBytes + SlackBytes} at most");
        Require(OutgoingQueue.HeaderBytes + length);
        var payload = _bytes.AsMemory(_start + OutgoingQueue.HeaderBytes, length);
        _start += OutgoingQueue.HeaderBytes + length;
        return (kind, payload);
    }

    private MemoryStream Gather(ReadOnlySpan<byte> piece)
    {
        _chunks ??= new MemoryStream();
        if (_chunks.Length + piece.Length > limits.MaxMessageBytes + SlackBytes)
            throw new InvalidDataException($"a message of more than {limits.MaxMessageBytes + SlackBytes} bytes");
        _chunks.Write(piece);
        return _chunks;
    }

    private (byte Kind, ReadOnlyMemory<byte> Payload) Gathered(MemoryStream gathered)
    {
        _chunks = null;
        if (gathered.Length == 0)
            throw new InvalidDataException("a message without a kind");
        var bytes = gathered.GetBuffer().AsMemory(0, (int)gathered.Length);
        return (bytes.Span[0], bytes[1..]);
    }

    /// <summary>Reads until so many bytes are there.</summary>
    private void Require(int bytes)
    {
        if (_end - _start >= bytes)
            return;
        if (_start == _end)
            _start = _end = 0;
        if (bytes > _bytes.Length - _start)
            MakeRoom(bytes);
        while (_end - _start < bytes)
        {
            var count = read(_bytes.AsSpan(_end));
            if (count <= 0)
                throw new EndOfStreamException(_end > _start || _chunks is not null ? "the other end closed in the middle of a frame" : "the other end closed");
            _end += count;
        }
    }

    private void MakeRoom(int bytes)
    {
        var target = bytes <= _bytes.Length ? _bytes : new byte[bytes];
        _bytes.AsSpan(_start, _end - _start).CopyTo(target);
        (_bytes, _end, _start) = (target, _end - _start, 0);
    }
}
