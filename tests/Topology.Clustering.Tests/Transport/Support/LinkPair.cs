using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Topology.Clustering.Tests.Support;
using Topology.Clustering.Transport;
using Topology.Engine;
using Topology.Runtime.Messaging;

namespace Topology.Clustering.Tests.Transport.Support;

/// <summary>Two links over one loopback connection, made by listener and connector.</summary>
internal sealed class LinkPair : IDisposable
{
    public static readonly StreamSource Pairs = new("source", "default", 1, new Fields("text", "number"));
    public static readonly LinkIdentity Identity = new("topology-1", 3, 1, 77);

    private readonly DataListener _listener;

    private LinkPair(DataListener listener) => _listener = listener;

    public required DataLink Here { get; init; }

    public required DataLink There { get; init; }

    public required Task<Exception> HereBroken { get; init; }

    public required Task<Exception> ThereBroken { get; init; }

    public static async Task<LinkPair> MakeAsync(RecordingReceiver here, RecordingReceiver there, LinkOptions? options = null, LinkTls? tls = null)
    {
        options ??= new LinkOptions();
        var arrived = new TaskCompletionSource<LinkConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = Listen(options, tls, (_, connection) => arrived.SetResult(connection));
        var hello = new LinkHello(Identity, listener.IssueKey(Identity));
        var connected = await DataLinkConnector.ConnectAsync("127.0.0.1", listener.EndPoint.Port, hello, tls, options, default);
        await arrived.Task.Within("the connection is accepted");
        var (hereBroken, thereBroken) = (NewBroken(), NewBroken());
        var pair = new LinkPair(listener)
        {
            Here = new DataLink(connected, options, new Catalog(), new Nothing(), here, hereBroken.SetResult, "here"),
            There = new DataLink(await arrived.Task, options, new Catalog(), new Nothing(), there, thereBroken.SetResult, "there"),
            HereBroken = hereBroken.Task,
            ThereBroken = thereBroken.Task,
        };
        pair.Here.Start();
        pair.There.Start();
        return pair;
    }

    public static DataListener Listen(
        LinkOptions options, LinkTls? tls, Action<LinkIdentity, LinkConnection>? accepted = null, Action<string>? refused = null, TimeProvider? time = null) =>
        DataListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0), tls, options, time ?? TimeProvider.System, accepted ?? ((_, connection) => connection.Dispose()), (_, reason) => refused?.Invoke(reason));

    /// <summary>A link whose other end is a bare socket in the hands of the test.</summary>
    public static async Task<(DataLink Link, Socket Socket, Task<Exception> Broken)> MakeHalfAsync(RecordingReceiver receiver, LinkOptions options)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Task.Run(() => socket.Connect(listener.LocalEndPoint!)); // bound above
        var broken = NewBroken();
        var link = new DataLink(new LinkConnection(listener.Accept(), null), options, new Catalog(), new Nothing(), receiver, broken.SetResult, "half");
        link.Start();
        return (link, socket, broken.Task);
    }

    public static TupleBatch BatchOf(params Value[][] tuples)
    {
        var batch = new TupleBatch(Pairs, 7, Math.Max(1, tuples.Length));
        foreach (var tuple in tuples)
            batch.Add(Pairs, 7, tuple);
        return batch;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Here.Dispose();
        There.Dispose();
    }

    // SetResult, not TrySetResult: a second call would throw and fail the test run.
    private static TaskCompletionSource<Exception> NewBroken() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Catalog : IStreamCatalog
    {
        public StreamSource SourceOf(int task, string stream) => task == 1 && stream == "default" ? Pairs : throw new KeyNotFoundException();
    }

    private sealed class Nothing : IValueSerializer
    {
        public void Serialize(object value, IBufferWriter<byte> target) => throw new NotSupportedException("no objects here");

        public object Deserialize(ReadOnlyMemory<byte> source) => throw new NotSupportedException("no objects here");
    }
}
