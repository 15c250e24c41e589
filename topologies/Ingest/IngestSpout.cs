using System.Net;
using Microsoft.Extensions.Logging;
using Topology;

namespace Ingest;

/// <summary>Emits the lines that TCP clients send, tracked, and answers them. It never emits a line again: who sent it learns of the failure and decides.</summary>
/// <param name="address">Where to listen.</param>
/// <param name="port">That of the first task; each further one has the next. 0: any free one, named in the log.</param>
/// <param name="queue">Lines read ahead of the topology, for each task.</param>
public sealed class IngestSpout(IPAddress address, int port, int queue) : Spout
{
    private SpoutOutputCollector collector = null!; // set by Prepare, which comes before any other call
    private RequestServer server = null!; // likewise
    private (string Topology, int Task) key;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("payload"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        this.collector = collector;
        key = (context.TopologyId, context.ThisTaskId);
        server = RunningServers.Replace(key, former => RequestServer.Start(new RequestServerOptions
        {
            EndPoint = new IPEndPoint(address, former ?? (port == 0 ? 0 : port + context.ThisTaskIndex)),
            QueueLines = queue,
            Listening = bound => context.Logger.LogInformation("Listening on {EndPoint}.", bound),
            Waiting = error => context.Post(() => collector.ReportError(error)),
            Wake = collector.Wake,
        }));
    }

    public override void Execute()
    {
        if (server.TryTake(out var request))
            collector.EmitWithId(Value.From(request), request.Payload);
        else if (server.Failure is { } failure)
            throw new IOException($"{address}, task {key.Task}: {failure.Message}", failure); // restarted, with the back-off of the restart policy
    }

    public override void Ack(Value messageId)
    {
        var request = messageId.As<LineRequest>();
        request.Connection.Answer($"ok {request.Id}\n");
    }

    public override void Fail(Value messageId, FailReason reason)
    {
        var request = messageId.As<LineRequest>();
        request.Connection.Answer($"failed {request.Id} {reason}\n");
    }

    public override void Cleanup() => RunningServers.Stop(key, server);
}
