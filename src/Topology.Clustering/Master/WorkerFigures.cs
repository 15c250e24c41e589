using Akka.Actor;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Asks workers for their figures.</summary>
/// <param name="find">Finds an actor by its actor system's address and its path.</param>
internal sealed class WorkerFigures(Func<string, string, ICanTell> find)
{
    /// <summary>A worker that has not answered by then is given up; a user waits.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Asks one worker; never faults.</summary>
    public async Task<FiguresArrived> Ask(string topologyId, int worker, WorkerSeat seat, bool wereFinal)
    {
        try
        {
            var reply = await find(seat.Address ?? "", "/user/worker").Ask<WorkerMetrics>(new GetWorkerMetrics(topologyId), Limit).ConfigureAwait(false);
            var isRight = reply.TopologyId == topologyId && reply.Worker == worker;
            return new FiguresArrived(topologyId, worker, seat.Incarnation, isRight ? reply.Components : null, wereFinal);
        }
        catch (Exception)
        {
            return new FiguresArrived(topologyId, worker, seat.Incarnation, null, wereFinal); // ignored: what its reports say is used instead
        }
    }

    /// <summary>Asks all linked workers of a topology for a user; never faults.</summary>
    public async Task<FiguresCollected> AskAll(TopologyRecord record, IActorRef asker)
    {
        var asked = record.Seats.Select((seat, worker) => (seat, worker)).Where(pair => pair.seat.IsLinked);
        var figures = await Task.WhenAll(asked.Select(pair => Ask(record.Id, pair.worker, pair.seat, wereFinal: false))).ConfigureAwait(false);
        return new FiguresCollected(record.Id, asker, figures);
    }
}
