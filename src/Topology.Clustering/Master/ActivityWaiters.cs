using Akka.Actor;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Users who wait until all spouts have been told to emit, or not to. One thread.</summary>
internal sealed class ActivityWaiters
{
    /// <summary>A worker that is being started anew may take longer: then the user is told that it will be done.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly List<(IActorRef Asker, string Id, bool IsActive, DateTimeOffset Until)> _waiting = [];

    public void Add(IActorRef asker, string id, bool isActive, DateTimeOffset now) => _waiting.Add((asker, id, isActive, now + Limit));

    /// <summary>Answers those who need not wait any longer.</summary>
    public void Answer(ClusterControl cluster, DateTimeOffset now) => _waiting.RemoveAll(waiter =>
    {
        if (cluster.State.FindAlive(waiter.Id) is not { } record)
            waiter.Asker.Tell(new RequestRefused(RefusalKind.Invalid, $"Topology {waiter.Id} has ended meanwhile."));
        else if (now >= waiter.Until || record.WantsActive != waiter.IsActive || IsReached(cluster, record, waiter.IsActive))
            waiter.Asker.Tell(new Done());
        else
            return false;
        return true;
    });

    private static bool IsReached(ClusterControl cluster, TopologyRecord record, bool isActive) =>
        record.Phase != TopologyPhase.Running || cluster.ControlOf(record.Id).HasReached(record, isActive) || (!isActive && !record.IsStarted);
}
