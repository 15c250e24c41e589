using System.Buffers.Binary;

namespace Topology.Clustering.Transport;

/// <summary>Frames that wait for being written. Many senders, one writer.</summary>
/// <remarks>
/// Frames are copied one behind the other into buffers that the writer hands to the system as they are, so that however small they are it takes few calls. Copying
/// costs about 1 ns a tuple, much less than a buffer for each frame would. There is no limit here: what senders may have under way is bounded by
/// their credit and by the pending trees, and a sender must never wait.
/// </remarks>
/// <param name="maxFrame">Bytes of payload beyond which a message is cut into chunks.</param>
internal sealed class OutgoingQueue(int maxFrame)
{
    /// <summary>Bytes before each payload.</summary>
    public const int HeaderBytes = 5;

    /// <summary>Set in the kind of a frame whose payload is compressed.</summary>
    public const byte CompressedFlag = 0x80;

    private const int BufferBytes = 64 * 1024; // below the large-object heap; about ten full batches of small tuples
    private const int MaxSpare = 8; // buffers kept for reuse: half a MiB a link
    private const int MaxTaken = 64; // buffers handed to one system call; the system's limit is 1024

    private readonly object _gate = new();
    private readonly List<byte[]> _spare = [];
    private Queue<ArraySegment<byte>> _full = new();
    private byte[]? _tail; // being filled; a reader of the queue takes it last
    private int _tailLength;
    private bool _isWriterWaiting;
    private bool _isClosed;

    /// <summary>Queues a message; does nothing once the queue is closed.</summary>
    /// <param name="kind">A kind of frame, perhaps with <see cref="CompressedFlag"/>.</param>
    /// <param name="payload">Its content; copied.</param>
    public void Append(byte kind, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            if (payload.Length <= maxFrame)
                AppendFrame(kind, payload);
            else
                AppendChunks(kind, payload);
            if (!_isWriterWaiting)
                return;
            _isWriterWaiting = false;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits until there is something to write, and takes it.</summary>
    /// <param name="taken">Empty; gets the buffers to be written, in order; none if nothing came in time.</param>
    /// <param name="limit">How long to wait.</param>
    /// <returns>False when the queue is closed.</returns>
    public bool Take(List<ArraySegment<byte>> taken, TimeSpan limit)
    {
        lock (_gate)
        {
            if (IsEmpty && !_isClosed)
            {
                _isWriterWaiting = true;
                Monitor.Wait(_gate, limit);
                _isWriterWaiting = false;
            }
            while (taken.Count < MaxTaken && _full.TryDequeue(out var buffer))
                taken.Add(buffer);
            if (taken.Count < MaxTaken && _tailLength > 0)
            {
                taken.Add(new ArraySegment<byte>(_tail!, 0, _tailLength)); // a length has a buffer
                (_tail, _tailLength) = (null, 0);
            }
            return !_isClosed;
        }
    }

    /// <summary>Gives buffers back that were written, and empties the list.</summary>
    public void Return(List<ArraySegment<byte>> taken)
    {
        lock (_gate)
        {
            foreach (var buffer in taken)
            {
                if (_spare.Count < MaxSpare)
                    _spare.Add(buffer.Array!); // a segment made by us
            }
        }
        taken.Clear();
    }

    /// <summary>Drops what is queued and wakes the writer for good.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _full = new();
            (_tail, _tailLength) = (null, 0);
            _spare.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    private bool IsEmpty => _tailLength == 0 && _full.Count == 0;

    private void AppendFrame(byte kind, ReadOnlySpan<byte> payload)
    {
        AppendHeader(kind, payload.Length);
        AppendBytes(payload);
    }

    /// <summary>The kind goes in front of the first chunk's bytes.</summary>
    private void AppendChunks(byte kind, ReadOnlySpan<byte> payload)
    {
        AppendHeader((byte)FrameKind.Chunk, maxFrame);
        AppendBytes([kind]);
        AppendBytes(payload[..(maxFrame - 1)]);
        payload = payload[(maxFrame - 1)..];
        for (; payload.Length > maxFrame; payload = payload[maxFrame..])
            AppendFrame((byte)FrameKind.Chunk, payload[..maxFrame]);
        AppendFrame((byte)FrameKind.LastChunk, payload);
    }

    private void AppendHeader(byte kind, int length)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        header[sizeof(int)] = kind;
        AppendBytes(header);
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var tail = _tail ??= NewBuffer();
            var part = Math.Min(bytes.Length, tail.Length - _tailLength);
            bytes[..part].CopyTo(tail.AsSpan(_tailLength));
            _tailLength += part;
            bytes = bytes[part..];
            if (_tailLength < tail.Length)
                continue;
            _full.Enqueue(tail);
            (_tail, _tailLength) = (null, 0);
        }
    }

    private byte[] NewBuffer()
    {
        if (_spare.Count == 0)
            return new byte[BufferBytes];
        var buffer = _spare[^1];
        _spare.RemoveAt(_spare.Count - 1);
        return buffer;
    }
}
