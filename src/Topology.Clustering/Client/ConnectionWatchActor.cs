using Akka.Actor;
using Akka.Remote;

namespace Topology.Clustering;

/// <summary>Passes on which connections broke or could not be made.</summary>
internal sealed class ConnectionWatchActor : ReceiveActor
{
    private readonly LostConnections lost;

    public ConnectionWatchActor(LostConnections lost)
    {
        this.lost = lost;
        Receive<AssociationErrorEvent>(failed => lost.Report(failed.RemoteAddress, ConnectionFailure.Of(failed.Cause)));
        Receive<DisassociatedEvent>(ended => lost.Report(ended.RemoteAddress, LostConnections.Closed));
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
    }
}
