using System.Net;
using System.Net.Sockets;

namespace Topology.Clustering.Transport;

/// <summary>Accepts the connections of other workers, if they show a key that was given to them.</summary>
/// <remarks>
/// Until then a peer may be anybody. It gets a hello of a fixed size read, within a fixed time, on a thread of its own; only so many are attended to at
/// once, and one more is disconnected without a word. Callbacks come from these threads and must not throw.
/// </remarks>
internal sealed class DataListener : IDisposable
{
    private const int MaxPending = 64; // connections that have not shown a key; each has a thread for as long as the handshake may take
    private const int Backlog = 128; // connections the system keeps for us meanwhile

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100); // after a failure to accept, such as for want of file handles

    private readonly Socket _socket;
    private readonly LinkTls? _tls;
    private readonly LinkOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<LinkIdentity, LinkConnection> _accepted;
    private readonly Action<EndPoint?, string> _refused;
    private readonly LinkKeys _keys;
    private readonly ManualResetEventSlim _isDisposed = new();
    private int _pending;

    private DataListener(
        Socket socket, LinkTls? tls, LinkOptions options, TimeProvider time, Action<LinkIdentity, LinkConnection> accepted, Action<EndPoint?, string> refused)
    {
        _socket = socket;
        _tls = tls;
        _options = options;
        _time = time;
        _accepted = accepted;
        _refused = refused;
        _keys = new LinkKeys(time);
    }

    /// <summary>Where it listens, with the port that was free.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!; // bound by Start

    /// <summary>Begins to listen.</summary>
    /// <param name="address">Where; port 0 for any that is free.</param>
    /// <param name="tls">How to secure connections; null for not at all.</param>
    /// <param name="options">The limits of time.</param>
    /// <param name="time">For the keys and for <see cref="LinkOptions.HandshakeLimit"/>.</param>
    /// <param name="accepted">Gets each connection that has shown its key; owns it.</param>
    /// <param name="refused">Told of the others, where from if known, and why; for the log.</param>
    /// <exception cref="SocketException">The address is in use or not one of this machine.</exception>
    public static DataListener Start(
        IPEndPoint address, LinkTls? tls, LinkOptions options, TimeProvider time, Action<LinkIdentity, LinkConnection> accepted, Action<EndPoint?, string> refused)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen(Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var listener = new DataListener(socket, tls, options, time, accepted, refused);
        new Thread(listener.Accept) { Name = $"topology-link-listen-{listener.EndPoint.Port}", IsBackground = true }.Start();
        return listener;
    }

    /// <summary>A key for a worker that may connect, good once and for <see cref="LinkKeys.Lifetime"/>. An earlier one of the same worker is good no more.</summary>
    public byte[] IssueKey(LinkIdentity identity) => _keys.Issue(identity);

    /// <summary>Ends listening. Connections that were accepted go on.</summary>
    public void Dispose()
    {
        _isDisposed.Set();
        _socket.Dispose();
    }

    private void Accept()
    {
        while (!_isDisposed.IsSet)
        {
            try
            {
                Attend(_socket.Accept());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (!_isDisposed.Wait(Pause))
                    _refused(null, e.Message);
            }
        }
    }

    private void Attend(Socket socket)
    {
        if (Interlocked.Increment(ref _pending) <= MaxPending)
        {
            new Thread(() => Shake(socket)) { Name = "topology-link-handshake", IsBackground = true }.Start();
            return;
        }
        Interlocked.Decrement(ref _pending);
        socket.Dispose();
        _refused(null, $"{MaxPending} others are connecting");
    }

    private void Shake(Socket socket)
    {
        EndPoint? peer = null;
        try
        {
            peer = socket.RemoteEndPoint;
            var (identity, connection) = Welcome(socket);
            _accepted(identity, connection);
        }
        catch (Exception e)
        {
            socket.Dispose();
            _refused(peer, e.Message); // whatever a stranger makes us run into
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    /// <exception cref="LinkRefusedException">It has no good key.</exception>
    private (LinkIdentity Identity, LinkConnection Connection) Welcome(Socket socket)
    {
        using var limit = _time.CreateTimer(_ => socket.Dispose(), null, _options.HandshakeLimit, Timeout.InfiniteTimeSpan); // ends the blocking calls
        socket.NoDelay = true;
        Stream stream = new NetworkStream(socket);
        var secure = _tls?.AcceptOn(stream);
        stream = secure ?? stream;
        var hello = Handshake.ReadHello(stream);
        var reason = _isDisposed.IsSet ? "the worker stops" : _keys.Use(hello);
        Handshake.SendVerdict(stream, reason);
        return reason is null ? (hello.Identity, new LinkConnection(socket, secure)) : throw new LinkRefusedException(reason);
    }
}
