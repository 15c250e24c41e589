using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Protocol;
using Topology.Clustering.Worker;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;

namespace Topology.Clustering.Checkpoints;

/// <summary>Minds the checkpoints of one worker: stores what its executors hand over, does what the leading worker says, reads what they begin with; and makes the leader if this worker is it.</summary>
internal sealed class WorkerCheckpointsActor : ReceiveActor
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250); // what is not answered is told again

    private readonly WorkerSession _session;
    private readonly WorkerSpec _spec;
    private readonly StateReader _reader;
    private readonly CheckpointWriter _writer;
    private readonly ITimer _again;
    private PartyRecord _done = new();
    private WorkerOrders? _orders;
    private TopologyEngine? _engine;
    private ICanTell _lead = ActorRefs.Nobody;
    private IActorRef _leader = ActorRefs.Nobody; // here, if this worker leads
    private RestoreState? _restore; // what is told until the leader has answered with the beginning; null: it has
    private IReadOnlyDictionary<int, TaskRestore> _restored = new Dictionary<int, TaskRestore>();
    private long? _reading;
    private bool _isSaving;

    public WorkerCheckpointsActor(WorkerSession session)
    {
        (_session, _spec) = (session, session.Parts.Spec);
        _reader = new StateReader(session, session.Parts.Loggers.CreateLogger("Topology"));
        _writer = new CheckpointWriter(_spec.TopologyName, session.Parts.Store);
        var self = Self;
        _again = session.Parts.Clock.Provider.CreateTimer(_ => self.Tell(TellAgain.Instance), null, Again, Again);
        Receive<EngineInForce>(Enforce);
        Receive<FindState>(Find);
        Receive<TellAgain>(_ => Repeat());
        Receive<RestoreStep>(IsCurrent, Restore);
        Receive<StateWasRead>(message => message.Generation == _orders?.Generation, WasRead);
        Receive<CheckpointOrder>(IsCurrent, Obey);
        ReceiveFromEngine();
        Receive<IToLeader>(IsCurrent, Lead);
        Receive<LastSaved>(message => message.Generation == _orders?.Generation, Saved);
        Receive<TakeCheckpointNow>(_ => Take());
        Receive<LeadLost>(Context.Parent.Forward);
        Receive<CannotBegin>(Context.Parent.Forward);
    }

    /// <summary>Where that of a worker is.</summary>
    public static string PathOf(WorkerPlace place) => $"{place.Address}/user/worker/checkpoints";

    protected override void PostStop()
    {
        _again.Dispose();
        _writer.Dispose();
        _session.LeadsCheckpoints = false;
    }

    private void ReceiveFromEngine()
    {
        Receive<SnapshotTaken>(message => _writer.WriteAsync(message.Snapshot).PipeTo(
            Self, success: tasks => new PartWritten(message.Snapshot, tasks), failure: error => new CheckpointFailed(message.Snapshot.Checkpoint, error)));
        Receive<PartWritten>(Written);
        Receive<CheckpointFailed>(message => Tell((id, generation) => new PartLost(id, generation, message.Checkpoint, message.Cause.Message)));
        Receive<CheckpointSettled>(message =>
        {
            _done.Settled(message.Executor, message.Checkpoint);
            Tell((id, generation) => new PartSettled(id, generation, message.Executor, message.Checkpoint));
        });
        Receive<ExecutorDied>(message => Tell((id, generation) => new PartyFailed(id, generation, message.Executor)));
        Receive<CheckpointNeeded>(_ => Tell((id, generation) => new SourceWaits(id, generation)));
        Receive<CheckpointsWanted>(_ =>
        {
            _session.KeepsState = true;
            Tell((id, generation) => new StateKept(id, generation));
        });
    }

    private bool IsCurrent(IOfGeneration message) => message.TopologyId == _spec.TopologyId && message.Generation == _orders?.Generation;

    private void Tell(Func<string, long, IProtocolMessage> message)
    {
        if (_orders is { } orders)
            _lead.Tell(message(orders.TopologyId, orders.Generation), Self);
    }

    private void Enforce(EngineInForce message)
    {
        var isNew = _orders?.Generation != message.Orders.Generation;
        _orders = message.Orders;
        if (isNew)
            FollowLead(message.Orders);
        if (!ReferenceEquals(_engine, message.Engine))
            Begin(message.Engine);
        if (isNew && _session.KeepsState && !_session.GoesBack)
            Tell((id, generation) => new StateKept(id, generation));
        Repeat();
    }

    private void FollowLead(WorkerOrders orders)
    {
        Context.Stop(_leader);
        _leader = ActorRefs.Nobody;
        _session.LeadsCheckpoints = _isSaving = false;
        var isHere = orders.Lead?.Worker == _spec.Worker;
        _lead = isHere ? Self : orders.Lead is { } place ? Context.ActorSelection(PathOf(place)) : ActorRefs.Nobody;
        if (isHere && _session.GoesBack)
            MakeLeader(orders);
    }

    private void MakeLeader(WorkerOrders orders)
    {
        var (session, keepsState) = (_session, _session.KeepsState);
        _leader = Context.ActorOf(Props.Create(() => new CheckpointLeadActor(session, orders, keepsState)), $"lead-{orders.Generation}");
    }

    private void Begin(TopologyEngine? engine)
    {
        _engine = engine;
        _done = new PartyRecord();
        (_reading, _restore) = (null, null);
        if (engine is not null && _session.GoesBack)
            _restore = new RestoreState(_spec.TopologyId, _orders!.Generation, _spec.Worker, _spec.Incarnation, null, null, null); // orders came with it
    }

    private void Repeat()
    {
        if (_restore is { } restore && _orders is { } orders)
        {
            _restore = restore with { Generation = orders.Generation };
            _lead.Tell(_restore, Self);
        }
        if (_orders is { Goal: WorkerGoal.Saving or WorkerGoal.Completing } last && !_leader.IsNobody() && !_isSaving && _session.Saved != last.Generation)
            Save(last);
    }

    private void Restore(RestoreStep step)
    {
        if (_restore is null)
            return;
        if (step.IsStart && _restore.Read == step.Checkpoint)
        {
            Context.Parent.Tell(new StateFound(step.Generation, null, _restored));
            (_restore, _restored) = (null, new Dictionary<int, TaskRestore>()); // it may be large
            return;
        }
        if (_restore.Read == step.Checkpoint || _reading == step.Checkpoint)
            return;
        _reading = step.Checkpoint;
        var here = TasksOf(_engine!.Executors); // there is one while there is something to restore
        _reader.ReadAsync(step.Checkpoint, here.Contains).PipeTo(
            Self,
            success: restored => new StateWasRead(step.Generation, step.Checkpoint, restored, null),
            failure: error => new StateWasRead(step.Generation, step.Checkpoint, _restored, error.Message));
    }

    private void WasRead(StateWasRead message)
    {
        if (_restore is null || _reading != message.Checkpoint)
            return;
        _reading = null;
        _restored = message.Restored;
        _restore = message.Damage is { } damage
            ? _restore with { Read = null, Damaged = message.Checkpoint, Reason = damage }
            : _restore with { Read = message.Checkpoint, Damaged = null, Reason = null };
        Repeat();
    }

    private void Find(FindState message)
    {
        var tasks = TasksOf(message.Executors);
        _reader.ReadLastAsync(tasks.Contains).PipeTo<IReadOnlyDictionary<int, TaskRestore>>(
            Context.Parent, success: restored => new StateFound(0, message.Executors, restored), failure: error => new CannotBegin(error.Message));
    }

    private static HashSet<int> TasksOf(IEnumerable<ComponentExecutor> executors) => [.. executors.SelectMany(executor => executor.Plan.Tasks).Select(task => task.Id)];

    private void Written(PartWritten message)
    {
        if (_orders is not { } orders)
            return;
        var snapshot = message.Snapshot;
        var part = new PartStored(orders.TopologyId, orders.Generation, snapshot.Executor, snapshot.Checkpoint, snapshot.Aligning, snapshot.Copying, snapshot.Base, message.Tasks);
        _done.Stored(part);
        _lead.Tell(part, Self);
    }

    private void Obey(CheckpointOrder order)
    {
        if (_engine is not { } engine)
            return;
        if (order.Step == CheckpointStep.Begin)
            BeginCheckpoint(engine, order.Checkpoint);
        else if (order.Step == CheckpointStep.Abort && _done.GiveUp(order.Checkpoint))
            engine.AbortCheckpoint(order.Checkpoint);
        else if (order.Step == CheckpointStep.Complete && _done.Complete(order.Checkpoint))
            engine.CompleteCheckpoint(order.Checkpoint);
        else if (order.Step == CheckpointStep.Complete)
            foreach (var executor in _done.SettledExecutors)
                Tell((id, generation) => new PartSettled(id, generation, executor, order.Checkpoint));
    }

    private void BeginCheckpoint(TopologyEngine engine, long checkpoint)
    {
        if (!_done.Begin(checkpoint, out var abandoned))
        {
            foreach (var part in _done.Parts.Where(part => part.Checkpoint == checkpoint))
                _lead.Tell(part, Self);
            return;
        }
        if (abandoned != 0)
            engine.AbortCheckpoint(abandoned);
        engine.BeginCheckpoint(checkpoint);
    }

    private void Lead(IToLeader message)
    {
        if (_leader.IsNobody() && message is StateKept && _orders!.Lead?.Worker == _spec.Worker) // the message is of their generation
        {
            _session.KeepsState = true;
            MakeLeader(_orders);
        }
        _leader.Forward(message);
    }

    private void Save(WorkerOrders orders)
    {
        _isSaving = true;
        Ask(orders.Goal == WorkerGoal.Completing).PipeTo(
            Self, success: _ => new LastSaved(orders.Generation, true), failure: _ => new LastSaved(orders.Generation, false)); // the reason is among the figures
    }

    private void Saved(LastSaved message)
    {
        _isSaving = false;
        if (!message.IsComplete)
            return; // tried again
        _session.Saved = message.Generation;
        Context.Parent.Tell(WorkerReportTick.Instance);
    }

    private void Take()
    {
        var id = _spec.TopologyId;
        if (_leader.IsNobody())
            Sender.Tell(new CheckpointTaken(id, 0, "The topology keeps no state, so that there are no checkpoints."));
        else
            Ask(isFinal: false).PipeTo(Sender, Self, manifest => new CheckpointTaken(id, manifest.Id, null), error => new CheckpointTaken(id, 0, error.Message));
    }

    private Task<CheckpointManifest> Ask(bool isFinal)
    {
        var reply = new TaskCompletionSource<CheckpointManifest>(TaskCreationOptions.RunContinuationsAsynchronously);
        _leader.Tell(new TakeCheckpoint(isFinal, reply));
        return reply.Task;
    }
}
