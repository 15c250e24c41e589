using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Baselines;

/// <summary>The sending process of the bare sockets: sends until the other end closes.</summary>
internal static class SocketSender
{
    /// <summary>Hidden: makes this process one.</summary>
    public const string ChildArgument = "--child-socket";

    /// <summary>Of a paced tuple: the scheduled time, then as many bytes as an encoded tuple's text takes.</summary>
    public const int RecordBytes = 24;

    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1); // as often as our runtime asks an idle spout

    /// <summary>The child's whole work.</summary>
    /// <param name="port">On loopback, where the receiver listens.</param>
    /// <param name="rate">Tuples per second; 0: batches, as fast as it goes.</param>
    /// <returns>The exit code.</returns>
    public static int RunChild(string port, string rate)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        try
        {
            if (int.Parse(rate, CultureInfo.InvariantCulture) is var perSecond and > 0)
                SendPaced(socket, perSecond);
            else
                SendBatches(socket);
        }
        catch (SocketException)
        {
            // the receiver has seen enough
        }
        return 0;
    }

    private static void SendBatches(Socket socket)
    {
        while (true)
            socket.Send(EncodedBatch.Frame);
    }

    private static void SendPaced(Socket socket, int perSecond)
    {
        var buffer = new byte[RecordBytes * perSecond]; // a second's
        for (var pace = new Pace(perSecond); ; Thread.Sleep(Nap))
        {
            var due = (int)Math.Min(pace.Due(), perSecond);
            for (var i = 0; i < due; i++)
                BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(i * RecordBytes), pace.Take());
            socket.Send(buffer.AsSpan(0, due * RecordBytes));
        }
    }
}
