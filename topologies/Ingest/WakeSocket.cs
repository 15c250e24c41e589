using System.Net;
using System.Net.Sockets;

namespace Ingest;

/// <summary>A socket that turns readable when any thread signals, to end another thread's wait for sockets. Many signallers, one waiter.</summary>
/// <remarks>A datagram to itself: works alike on every system, and connected to its own address it hears nobody else.</remarks>
internal sealed class WakeSocket : IDisposable
{
    private static readonly byte[] Datagram = [1];

    private int isSignalled;

    public WakeSocket()
    {
        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Socket.Connect(Socket.LocalEndPoint!); // it is bound
        Socket.Blocking = false;
    }

    public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <summary>Costs a system call only if there was none since <see cref="Clear"/>. After the end: nothing.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref isSignalled, 1) != 0)
            return;
        try
        {
            Socket.Send(Datagram, SocketFlags.None, out _); // an error: the buffer is full, so it is readable
        }
        catch (ObjectDisposedException)
        {
            // Ignored: nobody waits any more.
        }
    }

    /// <summary>Makes it unreadable. What a signal announces must be looked at after this.</summary>
    public void Clear()
    {
        Span<byte> buffer = stackalloc byte[8];
        Socket.Receive(buffer, SocketFlags.None, out _);
        Interlocked.Exchange(ref isSignalled, 0);
    }

    public void Wait(TimeSpan longest) => Socket.Poll(longest, SelectMode.SelectRead);

    public void Dispose() => Socket.Dispose();
}
