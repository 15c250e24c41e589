using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Topology;

namespace HashtagTrends;

/// <summary>The lines that a TCP server sends, one tweet a line; never completes, connects again when the connection ends.</summary>
public sealed class TweetSocketSpout(string host, int port) : LineSpout
{
    // Lines read ahead. When it is full the reader waits, and TCP makes the sender wait: nothing is dropped.
    private const int ReadAheadLines = 4096;

    // Writer: the socket reader's task; reader: the executor's thread.
    private readonly Channel<string> received = Channel.CreateBounded<string>(
        new BoundedChannelOptions(ReadAheadLines) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource stopping = new();

    protected override bool AtEnd => false;

    public override void Cleanup() => stopping.Cancel();

    protected override void Open(TopologyContext context, SpoutOutputCollector collector)
    {
        var reader = new SocketLineReader(host, port, context.TimeProvider, context.Logger);
        _ = Task.Run(() => reader.RunAsync(received.Writer, collector.Wake, stopping.Token));
        context.Logger.LogInformation("Reading tweets from {Host}:{Port}.", host, port);
    }

    protected override string? NextLine() => received.Reader.TryRead(out var line) ? line : null;
}
