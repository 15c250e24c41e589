using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Topology.Connectors.Tests.Support;

/// <summary>A sender of lines on a loopback port. Waits at most a minute for anything.</summary>
internal sealed class LineServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _client;
    private StreamReader? _reader;

    public LineServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task AcceptAsync()
    {
        _client = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit);
        _reader = new StreamReader(_client.GetStream());
    }

    public async Task SendAsync(string text) =>
        await _client!.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit); // after AcceptAsync

    public Task<string?> ReadLineAsync() => _reader!.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit); // after AcceptAsync

    /// <summary>Reads acknowledgements up to the one that stands for so many lines.</summary>
    public async Task AckedAsync(long lines)
    {
        while (await ReadLineAsync() != $"ack {lines}")
        {
        }
    }

    public void Close() => _client?.Close();

    public void Dispose()
    {
        Close();
        _listener.Stop();
    }
}
