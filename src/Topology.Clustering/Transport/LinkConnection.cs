using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Topology.Clustering.Transport;

/// <summary>A connection between two workers whose ends know each other. One reader, one writer; anybody may dispose it, which ends their calls.</summary>
/// <remarks>
/// The reader and the writer wait on threads of their own: measured three times as fast as the asynchronous way, and the system wakes the reader without a detour
/// through the thread pool. The socket must never be used asynchronously, or each call takes that detour as well. Without TLS it does not
/// block, so that what can be written at once need not wake the writer; whoever waits asks the system for that.
/// The system's own buffers are left as they are: Linux grows them with the need, but not those whose size was set.
/// </remarks>
internal sealed class LinkConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream? _secure;
    private TimeSpan _readLimit = Timeout.InfiniteTimeSpan;

    /// <param name="socket">Connected; owned from now on.</param>
    /// <param name="secure">TLS over it, if there is.</param>
    public LinkConnection(Socket socket, SslStream? secure)
    {
        _socket = socket;
        _secure = secure;
        Peer = socket.RemoteEndPoint;
        if (secure is null)
            socket.Blocking = false;
    }

    /// <summary>The other end's address.</summary>
    public EndPoint? Peer { get; }

    /// <summary>Whether it is encrypted.</summary>
    public bool IsSecure => _secure is not null;

    /// <summary>Whether <see cref="TryWrite"/> may be called.</summary>
    public bool CanTryWrite => _secure is null;

    /// <summary>How long <see cref="Read"/> waits.</summary>
    public void SetReadLimit(TimeSpan limit)
    {
        _readLimit = limit;
        if (_secure is not null)
            _socket.ReceiveTimeout = (int)limit.TotalMilliseconds;
    }

    /// <summary>Waits for bytes.</summary>
    /// <returns>How many; 0 when the other end has closed.</returns>
    /// <exception cref="SocketException">TimedOut, if nothing came in time; or what broke the connection.</exception>
    public int Read(Span<byte> target)
    {
        if (_secure is not null)
            return _secure.Read(target);
        while (true)
        {
            var read = _socket.Receive(target, SocketFlags.None, out var error);
            if (error == SocketError.Success)
                return read;
            if (error != SocketError.WouldBlock)
                throw new SocketException((int)error);
            if (!_socket.Poll(_readLimit, SelectMode.SelectRead))
                throw new SocketException((int)SocketError.TimedOut);
        }
    }

    /// <summary>Writes everything, waiting for room.</summary>
    public void Write(List<ArraySegment<byte>> pieces)
    {
        if (_secure is not null)
        {
            foreach (var piece in pieces)
                _secure.Write(piece);
            return;
        }
        for (var left = TryWrite(pieces); left is not null; left = TryWrite(left))
            _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectWrite); // ended by Dispose, whatever the other end does
    }

    /// <summary>Writes what there is room for, without waiting. The writer, or who stands in for it.</summary>
    /// <returns>What is left; null if nothing is.</returns>
    public List<ArraySegment<byte>>? TryWrite(List<ArraySegment<byte>> pieces)
    {
        var sent = _socket.Send(pieces, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
            throw new SocketException((int)error);
        return Behind(pieces, sent);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose(); // not the SslStream: it would wait for its own reader and writer

    private static List<ArraySegment<byte>>? Behind(List<ArraySegment<byte>> pieces, int sent)
    {
        List<ArraySegment<byte>>? rest = null; // mostly
        foreach (var piece in pieces)
        {
            var skipped = Math.Min(sent, piece.Count);
            sent -= skipped;
            if (skipped < piece.Count)
                (rest ??= []).Add(piece[skipped..]);
        }
        return rest;
    }
}
