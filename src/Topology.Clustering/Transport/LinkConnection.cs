using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Topology.Clustering.Transport;

/// <summary>A connection between two workers whose ends know each other. One reader, one writer; anybody may dispose it, which ends their calls.</summary>
/// <remarks>
/// Blocking calls on own threads: measured three times as fast as the asynchronous way, and the system wakes the reader without a detour
/// through the thread pool. The socket must never be used asynchronously, or each blocking call takes that detour as well.
/// The system's own buffers are left as they are: Linux grows them with the need, but not those whose size was set.
/// </remarks>
internal sealed class LinkConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream? _secure;

    /// <param name="socket">Connected; owned from now on.</param>
    /// <param name="secure">TLS over it, if there is.</param>
    public LinkConnection(Socket socket, SslStream? secure)
    {
        _socket = socket;
        _secure = secure;
        Peer = socket.RemoteEndPoint;
    }

    /// <summary>The other end's address.</summary>
    public EndPoint? Peer { get; }

    /// <summary>Whether it is encrypted.</summary>
    public bool IsSecure => _secure is not null;

    /// <summary>How long <see cref="Read"/> waits.</summary>
    public void SetReadLimit(TimeSpan limit) => _socket.ReceiveTimeout = (int)limit.TotalMilliseconds;

    /// <summary>Waits for bytes.</summary>
    /// <returns>How many; 0 when the other end has closed.</returns>
    public int Read(Span<byte> target) => _secure is null ? _socket.Receive(target) : _secure.Read(target);

    /// <summary>Writes everything, waiting for room.</summary>
    public void Write(List<ArraySegment<byte>> pieces)
    {
        if (_secure is null)
        {
            var left = pieces;
            while (_socket.Send(left) is var sent && TotalOf(left) is var total && sent < total)
                left = Behind(left, sent);
            return;
        }
        foreach (var piece in pieces)
            _secure.Write(piece);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose(); // not the SslStream: it would wait for its own reader and writer

    private static long TotalOf(List<ArraySegment<byte>> pieces)
    {
        var total = 0L;
        foreach (var piece in pieces)
            total += piece.Count;
        return total;
    }

    private static List<ArraySegment<byte>> Behind(List<ArraySegment<byte>> pieces, int sent)
    {
        var rest = new List<ArraySegment<byte>>(pieces.Count);
        foreach (var piece in pieces)
        {
            var skipped = Math.Min(sent, piece.Count);
            sent -= skipped;
            if (skipped < piece.Count)
                rest.Add(piece[skipped..]);
        }
        return rest;
    }
}
