using Akka.Actor;
using Akka.Persistence;
using Topology.Clustering.Observability;

namespace Topology.Clustering.Master;

/// <summary>Reads the master's journal once, a while after a master node has started, and ends: what is compiled, loaded and connected for that takes two seconds on a busy
/// machine, which a takeover then need not wait for. It writes nothing, and what goes wrong is left to a master to say.</summary>
internal sealed class RehearsalActor : ReceiveActor, IWithTimers
{
    /// <summary>After the start of the node: a cluster has formed by then.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _pause;

    public RehearsalActor(MasterOptions options, TimeSpan pause)
    {
        _pause = pause;
        Receive<MasterTick>(_ => Context.Watch(Context.ActorOf(Props.Create(() => new Reader()))));
        Receive<MasterState>(read => options.Log.Rehearsed(read.Alive.Count));
        Receive<Terminated>(_ => Context.Stop(Self));
    }

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    protected override void PreStart() => Timers.StartSingleTimer(MasterTick.Instance, MasterTick.Instance, _pause);

    protected override SupervisorStrategy SupervisorStrategy() => Akka.Actor.SupervisorStrategy.StoppingStrategy;

    /// <summary>Reads what <see cref="MasterActor"/> would.</summary>
    private sealed class Reader : ReceivePersistentActor
    {
        private MasterState _state = MasterState.Empty;

        public Reader()
        {
            Recover<IMasterEvent>(change => _state = _state.Apply(change));
            Recover<SnapshotOffer>(offer => _state = (MasterState)offer.Snapshot);
            Recover<RecoveryCompleted>(_ => End());
        }

        public override string PersistenceId => MasterActor.Id;

        protected override void OnRecoveryFailure(Exception reason, object? message = null)
        {
        }

        private void End()
        {
            Context.Parent.Tell(_state);
            Context.Stop(Self);
        }
    }
}
