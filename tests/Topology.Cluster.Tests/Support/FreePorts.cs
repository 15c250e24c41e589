using System.Net;
using System.Net.Sockets;

namespace Topology.Cluster.Tests.Support;

/// <summary>Ports for those that must know them before they start: seeds are written into the configuration of every node.</summary>
internal static class FreePorts
{
    /// <summary>Ports of the loopback interface that nobody uses at this moment, each another one.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}
