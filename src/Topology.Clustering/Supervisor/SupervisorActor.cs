using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>Runs the workers of a node as the master orders: carries out what <see cref="SupervisorState"/> decides, and reports. Its end leaves the workers alone.</summary>
internal sealed class SupervisorActor : ReceiveActor
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly SupervisorState _state = new();
    private readonly SupervisorOptions _options;
    private readonly SupervisorDuties _duties;
    private readonly WorkerLogs _logs;
    private readonly IActorRef _master;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _due;
    private readonly ITimer _report;
    private readonly List<IActorRef> _waitForStop = [];

    public SupervisorActor(SupervisorOptions options, IActorRef master, IPackageCache packages, Action<string> down, TimeProvider time, ILogger log)
    {
        (_options, _master, _time, _log) = (options, master, time, log);
        _logs = new WorkerLogs(options, time, log);
        var self = Self;
        _duties = new SupervisorDuties(self, new WorkerProcesses(options, _logs, time), new PackageSource(packages, master, log), down, log);
        _due = time.CreateTimer(_ => self.Tell(new DueTick()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _report = time.CreateTimer(_ => self.Tell(new ReportTick()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Receive<SupervisorOrders>(orders => Do(_state.Take(orders, Now)));
        Receive<CodeFetched>(message => Do(_state.PackageFetched(message.Package, message.Folder, Now)));
        Receive<CodeMissed>(Missed);
        Receive<ProcessStarted>(Started);
        Receive<ProcessNotStarted>(NotStarted);
        Receive<ProcessExited>(Exited);
        Receive<DueTick>(_ => Do(_state.TimePassed(Now)));
        Receive<ReportTick>(_ => Tick());
        Receive<ReadNodeLog>(message => _logs.ReadAsync(message).PipeTo(Sender, Self));
        Receive<StopWorkers>(_ => Stop());
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>For the node: /user/supervisor.</summary>
    /// <param name="options">The node's.</param>
    /// <param name="master">A proxy of the singleton.</param>
    /// <param name="packages">Of this node.</param>
    /// <param name="down">Declares a member of the cluster gone, by its address.</param>
    /// <param name="time">The node's.</param>
    /// <param name="log">The node's.</param>
    public static Props Props(SupervisorOptions options, IActorRef master, IPackageCache packages, Action<string> down, TimeProvider time, ILogger log) =>
        Akka.Actor.Props.Create(() => new SupervisorActor(options, master, packages, down, time, log));

    protected override void PreStart()
    {
        Do(_state.Adopt(_duties.TakeOver(), Now));
        _report.Change(TimeSpan.Zero, ReportInterval);
    }

    protected override void PostStop()
    {
        _due.Dispose();
        _report.Dispose();
        _duties.Dispose();
    }

    private void Do(IReadOnlyList<SupervisorEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is SendReport)
                Report();
            else
                _duties.Carry(effect);
        }
        _due.Change(_state.NextDue is { } due ? TimeSpan.FromTicks(Math.Max(0, (due - Now).Ticks)) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_state.Workers.Count == 0)
            AnswerStop();
    }

    private void Missed(CodeMissed message)
    {
        _log.PackageNotFetched(message.Package, message.Reason);
        Do(_state.PackageMissed(message.Package, message.Reason, Now));
    }

    private void Started(ProcessStarted message)
    {
        _log.WorkerRuns(message.Key.TopologyId, message.Key.Worker, message.Incarnation, message.Process.Identity.Id);
        _duties.Watch(message.Key, message.Incarnation, message.Process);
        Do(_state.WorkerStarted(message.Key, message.Incarnation, message.Process.Identity, Now));
    }

    private void NotStarted(ProcessNotStarted message)
    {
        _log.WorkerNotStarted(message.Key.TopologyId, message.Key.Worker, message.Incarnation, message.Reason);
        Do(_state.WorkerNotStarted(message.Key, message.Incarnation, message.Reason, Now));
    }

    private void Exited(ProcessExited message)
    {
        _log.WorkerEnded(message.Key.TopologyId, message.Key.Worker, message.Incarnation, message.Detail);
        Do(_state.WorkerExited(message.Key, message.Incarnation, message.Detail, Now));
    }

    private void Tick()
    {
        Report();
        _logs.RotateInBackground([.. _state.Workers.Select(worker => new WorkerKey(worker.TopologyId, worker.Worker))]);
    }

    private void Report() => _master.Tell(new SupervisorReport(
        _options.Node, ((ExtendedActorSystem)Context.System).Provider.DefaultAddress.ToString(), _options.Host, _options.Slots, _options.CpuPercent, _options.MemoryMebibytes,
        _state.Revision, _state.Workers));

    private void Stop()
    {
        _waitForStop.Add(Sender);
        Do(_state.StopAll(Now));
    }

    private void AnswerStop()
    {
        foreach (var asker in _waitForStop)
            asker.Tell(new WorkersStopped());
        _waitForStop.Clear();
    }
}
