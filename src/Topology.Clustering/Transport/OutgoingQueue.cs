using System.Buffers.Binary;

namespace Topology.Clustering.Transport;

/// <summary>Frames that wait for being written. Many senders, one writer; while it sleeps, a sender may take its part.</summary>
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
    private List<ArraySegment<byte>> _rest = []; // what a sender could not write: goes first
    private bool _isWriterWaiting;
    private bool _isSenderWriting; // the writer keeps waiting meanwhile
    private bool _isWriterHeld; // its time was up, but a sender stands in for it
    private bool _isClosed;

    /// <summary>Whether the writer sleeps, or a sender is in its place.</summary>
    internal bool IsWriterWaiting
    {
        get
        {
            lock (_gate)
                return _isWriterWaiting;
        }
    }

    /// <summary>Whether the writer would go on, but for a sender in its place.</summary>
    internal bool IsWriterHeld
    {
        get
        {
            lock (_gate)
                return _isWriterHeld;
        }
    }

    /// <summary>Queues a message; does nothing once the queue is closed.</summary>
    /// <param name="kind">A kind of frame, perhaps with <see cref="CompressedFlag"/>.</param>
    /// <param name="payload">Its content; copied.</param>
    /// <param name="mayWrite">Whether the caller would write it itself rather than wake the writer.</param>
    /// <param name="mayWait">Whether it may wait for <see cref="Flush"/>, unless much has gathered.</param>
    /// <returns>Whether it is to do so: it calls <see cref="TakeAsSender"/>, writes, and calls <see cref="EndAsSender"/>.</returns>
    public bool Append(byte kind, ReadOnlySpan<byte> payload, bool mayWrite = false, bool mayWait = false)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            if (payload.Length <= maxFrame)
                AppendFrame(kind, payload);
            else
                AppendChunks(kind, payload);
            return !(mayWait && _full.Count == 0) && IsForSender(mayWrite);
        }
    }

    /// <summary>What is queued is to be written now.</summary>
    /// <param name="mayWrite">As with <see cref="Append"/>, and so is the result.</param>
    public bool Flush(bool mayWrite)
    {
        lock (_gate)
            return !IsEmpty && IsForSender(mayWrite);
    }

    /// <summary>Takes what there is, in the writer's place.</summary>
    public void TakeAsSender(List<ArraySegment<byte>> taken)
    {
        lock (_gate)
            TakeAll(taken);
    }

    /// <summary>Gives the writer its place back, and wakes it if there is something left to write.</summary>
    /// <param name="rest">What could not be written without waiting, null for nothing; belongs to the queue from now on.</param>
    public void EndAsSender(List<ArraySegment<byte>>? rest)
    {
        lock (_gate)
        {
            _isSenderWriting = false;
            if (rest is not null && !_isClosed)
                _rest = rest;
            if (!IsEmpty || _isClosed || _isWriterHeld)
                WakeWriter();
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
                while (_isSenderWriting)
                {
                    _isWriterHeld = true;
                    Monitor.Wait(_gate); // it does not wait for the network, and then wakes us
                }
                _isWriterWaiting = _isWriterHeld = false;
            }
            TakeAll(taken);
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
            _rest = [];
            _full = new();
            (_tail, _tailLength) = (null, 0);
            _spare.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    private bool IsEmpty => _tailLength == 0 && _full.Count == 0 && _rest.Count == 0;

    /// <summary>Whether a sender is to write what is queued; otherwise the writer does, woken if need be.</summary>
    private bool IsForSender(bool mayWrite)
    {
        if (!_isWriterWaiting || _isSenderWriting)
            return false;
        _isSenderWriting = mayWrite;
        if (!mayWrite)
            WakeWriter();
        return mayWrite;
    }

    private void WakeWriter()
    {
        _isWriterWaiting = false;
        Monitor.Pulse(_gate);
    }

    private void TakeAll(List<ArraySegment<byte>> taken)
    {
        taken.AddRange(_rest);
        _rest.Clear();
        while (taken.Count < MaxTaken && _full.TryDequeue(out var buffer))
            taken.Add(buffer);
        if (taken.Count < MaxTaken && _tailLength > 0)
        {
            taken.Add(new ArraySegment<byte>(_tail!, 0, _tailLength)); // a length has a buffer
            (_tail, _tailLength) = (null, 0);
        }
    }

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
