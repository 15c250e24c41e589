using System.Net;
using System.Net.Sockets;

namespace Topology.Cluster.Tests.Support;

/// <summary>Ports for those that must know them before they start: seeds are written into the configuration of every node.</summary>
internal static class FreePorts
{
    // Below those that systems give to whoever asks for any: a worker that starts while nobody listens on one must not get it.
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int last = Random.Shared.Next(Count); // others on this machine may do the same

    /// <summary>Ports of the loopback interface that nobody uses at this moment, each another one.</summary>
    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

    private static int Take()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (Interlocked.Increment(ref last) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody has it
            }
        }

        throw new InvalidOperationException($"No port between {First} and {First + Count - 1} is free.");
    }
}
