using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Topology.LoadTest.Tests.Support;

/// <summary>Stands for the ingest spout: a TCP server on a free port whose connections the test holds.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public ScriptedServer() => listener.Start();

    public DnsEndPoint EndPoint => new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);

    public async Task<Connection> AcceptAsync(CancellationToken token) => new(await listener.AcceptTcpClientAsync(token));

    public void Dispose() => listener.Dispose();

    /// <summary>One connection of a client.</summary>
    public sealed class Connection : IDisposable
    {
        private readonly TcpClient client;
        private readonly StreamReader reader;

        public Connection(TcpClient client)
        {
            this.client = client;
            reader = new StreamReader(client.GetStream());
        }

        /// <summary>Id and payload of the next request.</summary>
        public async Task<(string Id, string Payload)> ReceiveAsync(CancellationToken token)
        {
            var line = await reader.ReadLineAsync(token) ?? throw new InvalidOperationException("The client has ended the connection.");
            var parts = line.Split(' ', 2);
            return (parts[0], parts[1]);
        }

        public async Task SendAsync(string text, CancellationToken token) => await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), token);

        public void Dispose() => client.Dispose();
    }
}
