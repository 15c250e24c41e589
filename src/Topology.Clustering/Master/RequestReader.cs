using Akka.Actor;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Answers requests that change nothing.</summary>
internal sealed class RequestReader(ClusterControl cluster, MasterOptions options)
{
    /// <summary>A piece of a log, in bytes: it must fit a message.</summary>
    private const int LogPieceBytes = 64 * 1024;

    private static readonly TimeSpan LogLimit = TimeSpan.FromSeconds(5); // a file is read

    /// <summary>The answer to a request.</summary>
    public IProtocolMessage Answer(ClientRequest request, DateTimeOffset now) => request switch
    {
        ListTopologies => new TopologyListReply([.. cluster.State.Ended.Concat(cluster.State.Alive).Select(record => Picture.Of(record, cluster, now))]),
        GetTopology get => With(get.NameOrId, record => new TopologyReply(Picture.Of(record, cluster, now))),
        GetTopologyErrors get => With(get.NameOrId, record => new TopologyErrorsReply(record.Errors)),
        GetTopologyCheckpoints get => With(get.NameOrId, record => new CheckpointsReply(record.Ending is null ? cluster.ControlOf(record.Id).Lead(record)?.Checkpoints : null)),
        GetTopologyMetrics get => Metrics(get.NameOrId, now),
        GetCluster => new ClusterReply(Picture.Of(cluster, options.Node, options.Settings, now)),
        _ => new RequestRefused(RefusalKind.Invalid, $"The master does not know the request {request.GetType().Name}."),
    };

    /// <summary>What a topology has counted, as far as is known.</summary>
    public IProtocolMessage Metrics(string nameOrId, DateTimeOffset now) => With(nameOrId, record =>
        new TopologyMetricsReply(Picture.MetricsOf(record, record.Ending is null ? cluster.ControlOf(record.Id).Sights.Figures() : [], now)));

    /// <summary>Passes a request for a log on to the node's supervisor, and its answer to the asker.</summary>
    public void ReadLog(ReadWorkerLog request, Func<string, string, ICanTell> find, IActorRef asker, DateTimeOffset now)
    {
        if (cluster.State.Find(request.NameOrId) is not { } record)
        {
            asker.Tell(TopologyRequests.NotFound(request.NameOrId));
            return;
        }
        if (SeatPlan.SlotOf(record, request.Worker) is not { } slot)
        {
            asker.Tell(new RequestRefused(RefusalKind.NotFound, $"Topology \"{record.Name}\" has no worker {request.Worker} that was placed; there are {record.Assignment?.SlotOfWorker.Count ?? 0}."));
            return;
        }
        if (!cluster.View.IsAlive(slot.Node, now))
        {
            asker.Tell(new RequestRefused(RefusalKind.Unavailable, $"The supervisor of node {slot.Node}, where worker {request.Worker} has its log, is not there."));
            return;
        }
        var read = new ReadNodeLog(record.Id, request.Worker, request.Offset, Math.Clamp(request.MaxBytes, 1, LogPieceBytes));
        find(cluster.View.Find(slot.Node)!.Report.Address, "/user/supervisor") // it is alive, so it is known
            .Ask<object>(read, LogLimit)
            .PipeTo(asker, failure: _ => new RequestRefused(RefusalKind.Unavailable, $"The supervisor of node {slot.Node} did not answer within {LogLimit.TotalSeconds} s."));
    }

    private IProtocolMessage With(string nameOrId, Func<TopologyRecord, IProtocolMessage> answer) =>
        cluster.State.Find(nameOrId) is { } record ? answer(record) : TopologyRequests.NotFound(nameOrId);
}
