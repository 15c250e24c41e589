using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Clustering.Worker;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Checkpoints;

/// <summary>Leads the checkpoints of one generation of workers: takes the lead in the store, leads all to the same beginning, and has a <see cref="CheckpointActor"/> coordinate what follows.</summary>
internal sealed class CheckpointLeadActor : ReceiveActor
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2); // a message that is lost delays a checkpoint by that
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly WorkerSession _session;
    private readonly WorkerOrders _orders;
    private readonly CheckpointHistory _history;
    private readonly WorkerParties _parties;
    private readonly ILogger _log;
    private readonly ITimer _again;
    private readonly ITimer _retry;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private RestoreLead? _restore;

    /// <param name="session">The leading worker's.</param>
    /// <param name="orders">Of the generation.</param>
    /// <param name="isWanted">Whether a task is known to keep state.</param>
    public CheckpointLeadActor(WorkerSession session, WorkerOrders orders, bool isWanted)
    {
        (_session, _orders) = (session, orders);
        var (spec, time) = (session.Parts.Spec, session.Parts.Clock.Provider);
        _log = session.Parts.Loggers.CreateLogger("Topology");
        _history = new CheckpointHistory(spec.TopologyName, session.Parts.Store, (id, damage) => _log.CheckpointDamaged(spec.TopologyName, id, damage)) { IsWanted = isWanted || session.GoesBack };
        var system = Context.System;
        _parties = new WorkerParties(spec.TopologyId, orders.Generation, [.. Present().Select(place => (ICanTell)system.ActorSelection(WorkerCheckpointsActor.PathOf(place)))]);
        var self = Self;
        _again = time.CreateTimer(_ => _parties.Repeat(), null, Again, Again);
        _retry = time.CreateTimer(_ => self.Tell(TellAgain.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Receive<TellAgain>(_ => TakeLead());
        Receive<LeadTaken>(_ => Taken());
        Receive<StoreAway>(message => Away(message.Cause));
        Receive<RestoreState>(Answer);
        Receive<LeadLost>(Context.Parent.Forward);
        Receive<PartStored>(part => _coordinator.Tell(new PartWritten(
            new ExecutorSnapshot(part.Executor, part.Checkpoint, [], part.Aligning, part.Copying, part.Base), part.Tasks)));
        Receive<PartLost>(part => _coordinator.Tell(new CheckpointFailed(part.Checkpoint, new TopologyException(part.Reason))));
        Receive<PartSettled>(part => _coordinator.Tell(new CheckpointSettled(part.Executor, part.Checkpoint)));
        Receive<PartyFailed>(part => _coordinator.Tell(new ExecutorDied(part.Executor)));
        Receive<StateKept>(_ => Want());
        Receive<SourceWaits>(_ => _coordinator.Tell(new CheckpointNeeded()));
        Receive<TakeCheckpoint>(Take);
    }

    protected override void PreStart() => TakeLead();

    protected override void PostStop()
    {
        _again.Dispose();
        _retry.Dispose();
    }

    private IEnumerable<WorkerPlace> Present() => _orders.Workers.Where(place => place.Address is not null);

    private void TakeLead() => Task.Run(() => _history.LeadAsync(_session.Parts.Spec.TopologyId, _orders.Term, _session.Plan.Config.ResumeFromCheckpoint)).PipeTo(
        Self, success: () => new LeadTaken(), failure: error => error is CheckpointLeadLostException ? new LeadLost(error) : new StoreAway(error));

    private void Away(Exception cause)
    {
        _log.CheckpointUnreadable(_history.Topology, Retry.TotalMilliseconds, cause);
        _retry.Change(Retry, Timeout.InfiniteTimeSpan);
    }

    private void Taken()
    {
        try
        {
            _history.CheckFit(_session.Plan);
        }
        catch (CheckpointDamagedException misfit)
        {
            ForgetMisfit(_history.Last!, misfit); // it was found unfit
            return;
        }
        if (_session.GoesBack)
        {
            DeleteUseless();
            _restore = new RestoreLead(Present().ToDictionary(place => place.Worker, place => place.Incarnation), _history.Last?.Id ?? 0, Before);
            return;
        }
        DeleteUseless();
        _parties.Abort(_history.LastId); // what an earlier generation began, nobody will finish
        Coordinate();
    }

    /// <summary>A savepoint that does not fit was meant for this submission only: the next one is not refused for it.</summary>
    private void ForgetMisfit(CheckpointManifest last, CheckpointDamagedException misfit)
    {
        var refusal = new CannotBegin(misfit.Message);
        if (last.Term != 0 || last.Run != _orders.TopologyId)
            Context.Parent.Tell(refusal);
        else
            Task.Run(() => _history.Store.DeleteAsync(_history.Topology, [last.Id], last.Id)).PipeTo(Context.Parent, success: () => refusal, failure: _ => refusal); // ignored: it stays
    }

    private void DeleteUseless() => Task.Run(_history.DeleteUselessAsync).ContinueWith(
        failed => _log.CheckpointsNotPruned(_history.Topology, failed.Exception!.GetBaseException()), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private long Before(long checkpoint, string reason)
    {
        _history.Damaged(checkpoint, reason);
        return _history.Last?.Id ?? 0;
    }

    private void Answer(RestoreState state)
    {
        if (_restore is not { } restore || !_orders.WorkerOfExecutor.All(IsPresent) || !restore.Take(state))
            return; // asked again
        if (restore.IsLost)
        {
            Context.Parent.Tell(new CannotBegin($"Topology \"{_history.Topology}\" cannot begin: all of its checkpoints are damaged: {state.Reason} Begin with a savepoint, or with nothing (topology.checkpoint.resume = false)."));
            return;
        }
        var (checkpoint, isStart) = restore.Step;
        Sender.Tell(new RestoreStep(_orders.TopologyId, _orders.Generation, checkpoint, isStart));
        if (isStart && _coordinator.IsNobody())
            Coordinate();
    }

    private bool IsPresent(int worker) => _orders.Workers.Any(place => place.Worker == worker && place.Address is not null);

    private void Coordinate()
    {
        var (session, history, parties, log) = (_session, _history, _parties, _log);
        _coordinator = Context.ActorOf(Props.Create(() => new CheckpointActor(parties, session.Plan, history, session.Reports, session.Parts.Clock.Provider, log)), "coordinator");
        session.LeadsCheckpoints = history.IsWanted;
    }

    private void Want()
    {
        _history.IsWanted = _session.LeadsCheckpoints = true;
        _coordinator.Tell(new CheckpointsWanted());
    }

    private void Take(TakeCheckpoint message)
    {
        if (_coordinator.IsNobody())
            message.Reply.TrySetException(new TopologyException($"Topology \"{_history.Topology}\" has not begun yet."));
        else
            _coordinator.Tell(message);
    }
}
