using Akka.Actor;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Worker;

/// <summary>Answers for a worker whose topology cannot be loaded: tells the master why until the process is ended.</summary>
internal sealed class BrokenWorkerActor : ReceiveActor
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly ITimer _report;

    public BrokenWorkerActor(WorkerSpec spec, string address, string cause, IActorRef master, TimeProvider time)
    {
        var self = Self;
        _report = time.CreateTimer(_ => self.Tell(WorkerReportTick.Instance), null, TimeSpan.Zero, ReportInterval);
        var goal = WorkerGoal.Inactive;
        Receive<WorkerReportTick>(_ => master.Tell(new WorkerReport(
            spec.TopologyId, spec.Worker, spec.Incarnation, spec.Node, address, 0, goal == WorkerGoal.Stopped ? WorkerPhase.Stopped : WorkerPhase.Failed, goal,
            SourcesDone: false, IsQuiet: true, [], cause, [])));
        Receive<WorkerOrders>(orders => goal = orders.TopologyId == spec.TopologyId ? orders.Goal : goal);
        Receive<ProbeQuiet>(probe => Sender.Tell(new QuietAnswer(spec.TopologyId, spec.Worker, spec.Incarnation, probe.Round, IsQuiet: true, 0)));
    }

    protected override void PostStop() => _report.Dispose();
}
