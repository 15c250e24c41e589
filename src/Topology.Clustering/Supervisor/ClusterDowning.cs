using Akka.Actor;

namespace Topology.Clustering.Supervisor;

/// <summary>Tells the cluster at once which member is gone, where it would have to miss heartbeats first.</summary>
internal static class ClusterDowning
{
    /// <summary>For <see cref="SupervisorActor.Props"/>. What is no address, or no member's, is passed over: workers write it.</summary>
    public static Action<string> Of(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        return text =>
        {
            if (ActorPath.TryParseAddress(text, out var address))
                cluster.Down(address);
        };
    }
}
