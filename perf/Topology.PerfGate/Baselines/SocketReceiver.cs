using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>The receiving end of a bare socket whose other end is a <see cref="SocketSender"/> in a process of its own.</summary>
internal sealed class SocketReceiver : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Process _sender;
    private readonly Socket _socket;
    private readonly Thread _thread;

    /// <summary>Starts both ends.</summary>
    /// <param name="rate">Tuples per second; 0: batches, as fast as it goes.</param>
    /// <param name="receive">Called with what has come in, on a thread of its own; returns how many bytes it has used. The others come again, with more.</param>
    public SocketReceiver(int rate, Func<ReadOnlySpan<byte>, int> receive)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _sender = ChildProcess.Start(SocketSender.ChildArgument, port.ToString(CultureInfo.InvariantCulture), rate.ToString(CultureInfo.InvariantCulture));
        _socket = Blocking.Wait(listener.AcceptSocketAsync(), "the sender's connection");
        _thread = new Thread(() => Receive(receive)) { IsBackground = true, Name = "socket receiver" };
        _thread.Start();
    }

    /// <summary>Closes, which ends the sender.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
        _sender.WaitForExit();
        _sender.Dispose();
    }

    private void Receive(Func<ReadOnlySpan<byte>, int> receive)
    {
        var buffer = new byte[BufferBytes];
        var filled = 0;
        try
        {
            while (_socket.Receive(buffer.AsSpan(filled)) is var read and > 0)
            {
                filled += read;
                var used = receive(buffer.AsSpan(0, filled));
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // disposed of
        }
    }
}
