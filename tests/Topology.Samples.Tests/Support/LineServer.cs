using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Topology.Samples.Tests.Support;

/// <summary>A TCP server on a free port of this machine, which sends lines to who connects.</summary>
internal sealed class LineServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public LineServer() => listener.Start();

    public string Port => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Waits for one client, sends it the lines, and closes the connection.</summary>
    public async Task SendAsync(CancellationToken token, params string[] lines)
    {
        using var client = await listener.AcceptTcpClientAsync(token);
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        await client.GetStream().WriteAsync(bytes, token);
    }

    public void Dispose() => listener.Dispose();
}
