using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Topology.Clustering.Transport;

/// <summary>The connecting side of data links.</summary>
internal static class DataLinkConnector
{
    /// <summary>Connects to another worker and shows it the key it has given us.</summary>
    /// <param name="host">Where it listens; a name or an address.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="hello">Who we are, with the key.</param>
    /// <param name="tls">How to secure the connection; null for not at all. Must be as over there.</param>
    /// <param name="options">The limits of time.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="LinkRefusedException">The worker does not want us.</exception>
    /// <exception cref="AuthenticationException">Its certificate is not one we accept.</exception>
    /// <exception cref="SocketException">Nobody listens there, or the name is unknown.</exception>
    /// <exception cref="IOException">The connection was lost, as it also is when our certificate is not accepted, or is not one between workers.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public static async Task<LinkConnection> ConnectAsync(string host, int port, LinkHello hello, LinkTls? tls, LinkOptions options, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(options.HandshakeLimit);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, limit.Token).ConfigureAwait(false);
            // A thread of its own: the calls block, see LinkConnection.
            return await Task.Factory.StartNew(
                () => ConnectToAny(addresses, host, port, hello, tls, limit.Token), limit.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (Exception) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(token);
        }
        catch (Exception e) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"Connecting to {host}:{port} took longer than {options.HandshakeLimit.TotalSeconds} s.", e);
        }
        catch (InvalidDataException e)
        {
            throw new IOException($"What listens at {host}:{port} is not the other worker: {e.Message}.", e);
        }
    }

    private static LinkConnection ConnectToAny(IPAddress[] addresses, string host, int port, LinkHello hello, LinkTls? tls, CancellationToken token)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return Connect(addresses[i], host, port, hello, tls, token);
            }
            catch (SocketException) when (i < addresses.Length - 1 && !token.IsCancellationRequested)
            {
                // the name has further addresses
            }
        }
    }

    private static LinkConnection Connect(IPAddress address, string host, int port, LinkHello hello, LinkTls? tls, CancellationToken token)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var giveUp = token.Register(socket.Dispose); // ends the blocking calls
            socket.Connect(address, port);
            Stream stream = new NetworkStream(socket);
            var secure = tls?.ConnectOn(stream, host);
            stream = secure ?? stream;
            Handshake.SendHello(stream, hello);
            Handshake.ReadVerdict(stream);
            return new LinkConnection(socket, secure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
