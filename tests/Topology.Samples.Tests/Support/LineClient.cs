using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Topology.Samples.Tests.Support;

/// <summary>A TCP client that sends and receives lines.</summary>
internal sealed class LineClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // only ever used up by a failing test

    private readonly TcpClient client = new();
    private StreamReader? reader;

    public static async Task<LineClient> ConnectAsync(IPEndPoint server, CancellationToken token)
    {
        var client = new LineClient();
        await client.client.ConnectAsync(server, token);
        client.reader = new StreamReader(client.client.GetStream());
        return client;
    }

    public async Task SendAsync(string text, CancellationToken token) =>
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), token);

    /// <summary>Says that nothing more will be sent; what is received stays open.</summary>
    public void EndSending() => client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next line; null when the server has ended the connection.</summary>
    public async Task<string?> ReceiveAsync(CancellationToken token) => await reader!.ReadLineAsync(token).AsTask().WaitAsync(Patience, token);

    /// <summary>All lines until the server ends the connection.</summary>
    public async Task<List<string>> ReceiveAllAsync(CancellationToken token)
    {
        var lines = new List<string>();
        while (await ReceiveAsync(token) is { } line)
            lines.Add(line);
        return lines;
    }

    public void Dispose() => client.Dispose();
}
