using System.Diagnostics;
using System.Net.Sockets;
using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Transport;

/// <summary>A connection to another worker with two threads of its own: one writes what is queued, one reads and calls the receiver.</summary>
/// <remarks>
/// Tuples are encoded by the threads that send them, each into a buffer of its own, and then queued under a lock that is held while they are copied. While the
/// writing thread sleeps, a sender now and then writes what there is room for itself. Nobody waits for the network. A link that broke stays broken; what was queued is lost with it, as with the process at its other end.
/// </remarks>
internal sealed class DataLink : IDataLink, IDisposable
{
    /// <summary>At a low rate those that send acks write themselves, as waking the writer costs more than that. At a high one they would make a
    /// call to the system for each message, where the writer makes one for many.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(500);

    private const int MuchCredit = 2 * TupleBatch.MaxTuples; // tuples whose credit is worth a call, however high the rate

    [ThreadStatic]
    private static EncodeBuffer? _buffer; // of the sending thread
    [ThreadStatic]
    private static EncodeBuffer? _compressed; // likewise

    private readonly LinkConnection _connection;
    private readonly LinkOptions _options;
    private readonly BatchEncoder _encoder;
    private readonly FrameDispatch _dispatch;
    private readonly FrameReader _reader; // the reading thread's
    private readonly OutgoingQueue _queue;
    private readonly Action<Exception> _broken;
    private readonly string _name;
    private readonly List<ArraySegment<byte>> _takenBySender = []; // of whoever stands in for the writer
    private long _writtenBySender; // when
    private int _isBroken; // set once, by whoever notices first

    /// <summary>Takes a connection whose handshake is done. Nothing comes in before <see cref="Start"/>.</summary>
    /// <param name="connection">Owned from now on.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="catalog">The topology's streams.</param>
    /// <param name="serializer">For objects.</param>
    /// <param name="receiver">Gets what comes in, on the reading thread.</param>
    /// <param name="broken">Called once, with the reason, when the link breaks or is disposed, by the thread that noticed: one of the link's, a sending
    /// or the disposing one. Must not throw, or wait.</param>
    /// <param name="name">Of the threads, behind "topology-link-".</param>
    public DataLink(
        LinkConnection connection, LinkOptions options, IStreamCatalog catalog, IValueSerializer serializer, IDataReceiver receiver,
        Action<Exception> broken, string name)
    {
        _connection = connection;
        _options = options;
        _encoder = new BatchEncoder(serializer, options.Limits);
        _dispatch = new FrameDispatch(new BatchDecoder(catalog, serializer), receiver, options.Limits);
        _reader = new FrameReader(ReadBytes, options.Limits);
        _queue = new OutgoingQueue(options.Limits.MaxFrameBytes);
        _broken = broken;
        _name = name;
    }

    /// <summary>Whether it carries nothing any more.</summary>
    public bool IsBroken => Volatile.Read(ref _isBroken) != 0;

    /// <summary>Starts the threads; once.</summary>
    public void Start()
    {
        _connection.SetReadLimit(_options.SilenceLimit);
        StartThread("read", Read);
        StartThread("write", Write);
    }

    /// <inheritdoc/>
    public IReadOnlyList<UnsentTuple> SendTuples(int sender, int receiver, TupleBatch batch)
    {
        List<UnsentTuple>? unsent = null;
        var next = 0;
        do
        {
            if (IsBroken)
                break;
            var buffer = BeginMessage((uint)sender, (uint)receiver);
            if (_encoder.Encode(batch, ref next, buffer, ref unsent))
                Send(FrameKind.Tuples, buffer, mayWait: true);
        }
        while (next < batch.Count);
        _buffer?.Clear();
        return unsent ?? (IReadOnlyList<UnsentTuple>)[];
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (_queue.Flush(_connection.CanTryWrite))
            WriteAsSender();
    }

    /// <inheritdoc/>
    public void SendCredit(int sender, int receiver, int tuples, int batches)
    {
        var buffer = BeginMessage((uint)sender, (uint)receiver);
        buffer.WriteVarint((uint)tuples);
        buffer.WriteVarint((uint)batches);
        Send(FrameKind.Credit, buffer, isWorthACall: tuples >= MuchCredit);
    }

    /// <inheritdoc/>
    public void SendAcks(int acker, AckBatch batch)
    {
        var buffer = BeginMessage((uint)acker);
        AckCodec.Encode(batch, buffer);
        Send(FrameKind.Acks, buffer);
    }

    /// <inheritdoc/>
    public void SendAnswers(int spout, AckBatch batch)
    {
        var buffer = BeginMessage((uint)spout);
        AckCodec.Encode(batch, buffer);
        Send(FrameKind.Answers, buffer);
    }

    /// <inheritdoc/>
    public void SendResetTimeout(int spout, long root)
    {
        var buffer = BeginMessage((uint)spout);
        buffer.WriteInt64(root);
        Send(FrameKind.ResetTimeout, buffer);
    }

    /// <summary>Closes the connection at once; what is queued is dropped. Waits for nothing: the receiver may still be called with one
    /// message that was being read, and what the reading thread executes goes on.</summary>
    public void Dispose() => Break(new ObjectDisposedException(nameof(DataLink), "closed by this worker"));

    private static EncodeBuffer BeginMessage(params ReadOnlySpan<uint> numbers)
    {
        var buffer = _buffer ??= new EncodeBuffer();
        buffer.Clear();
        foreach (var number in numbers)
            buffer.WriteVarint(number);
        return buffer;
    }

    private void Send(FrameKind kind, EncodeBuffer message, bool mayWait = false, bool isWorthACall = false)
    {
        if (_options.Compress)
        {
            var compressed = _compressed ??= new EncodeBuffer();
            compressed.Clear();
            if (FrameCompression.TryCompress(message.Written, compressed))
            {
                Append((byte)((byte)kind | OutgoingQueue.CompressedFlag), compressed.Written, mayWait, isWorthACall);
                return;
            }
        }
        Append((byte)kind, message.Written, mayWait, isWorthACall);
    }

    private void Append(byte kind, ReadOnlySpan<byte> payload, bool mayWait, bool isWorthACall)
    {
        var mayWrite = _connection.CanTryWrite && (mayWait || isWorthACall || Stopwatch.GetElapsedTime(Volatile.Read(ref _writtenBySender)) > Patience);
        if (_queue.Append(kind, payload, mayWrite, mayWait))
            WriteAsSender();
    }

    private void WriteAsSender()
    {
        Volatile.Write(ref _writtenBySender, Stopwatch.GetTimestamp());
        try
        {
            _queue.TakeAsSender(_takenBySender);
            var rest = _connection.TryWrite(_takenBySender);
            if (rest is null)
                _queue.Return(_takenBySender);
            else
                _takenBySender.Clear(); // the buffers come back with what is left
            _queue.EndAsSender(rest);
        }
        catch (Exception e)
        {
            Break(e); // whatever it was, as in Guard: the executor that sends goes on, and the writer must not wait for it
            _queue.EndAsSender(rest: null);
        }
    }

    private void StartThread(string suffix, Action body) =>
        new Thread(() => Guard(body)) { Name = $"topology-link-{_name}-{suffix}", IsBackground = true }.Start();

    private void Guard(Action body)
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            Break(e); // whatever it was, the other end must be told, and the worker goes on without the link
        }
    }

    private void Write()
    {
        List<ArraySegment<byte>> taken = [];
        while (_queue.Take(taken, _options.PingInterval))
        {
            if (taken.Count == 0)
            {
                _queue.Append((byte)FrameKind.Ping, []);
                continue;
            }
            _connection.Write(taken);
            _queue.Return(taken);
            Thread.Yield(); // on a busy machine the senders get to fill more of the queue meanwhile: a third fewer wake-ups, and a tenth more tuples
        }
    }

    /// <summary>Reads until the link breaks, or until user code that this thread executes holds it: another one goes on then.</summary>
    private void Read()
    {
        var self = new GuestThread(takeOver: () => StartThread("read", Read));
        var isReader = true;
        try
        {
            while (!IsBroken)
            {
                if (_reader.MayWait && !(isReader = _dispatch.Pause(self)))
                    return;
                var (kind, payload) = _reader.Next();
                _dispatch.Deliver(kind, payload);
            }
        }
        finally
        {
            if (isReader)
                _dispatch.Pause(reader: null); // what was delivered is consumed, whatever ended the link
        }
    }

    private int ReadBytes(Span<byte> target)
    {
        try
        {
            return _connection.Read(target);
        }
        catch (Exception e) when ((e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new TimeoutException($"nothing was heard of the other end for {_options.SilenceLimit.TotalSeconds} s", e);
        }
    }

    private void Break(Exception reason)
    {
        if (Interlocked.Exchange(ref _isBroken, 1) != 0)
            return; // the first reason counts; the others follow from it
        _queue.Close();
        _connection.Dispose();
        _broken(reason);
    }
}
