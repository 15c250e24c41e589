using Akka.Actor;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Protocol;
using Topology.Clustering.Worker;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Checkpoints;

/// <summary>The checkpoints of one topology as its actor sees them: who coordinates them, the one before a stop, what a restart begins with. Owned by the topology's actor.</summary>
internal sealed class TopologyCheckpoints(CheckpointHistory history, CheckpointReports reports, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan SaveLimit = TimeSpan.FromSeconds(10); // as long as a stage of the stop may take
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private IActorRef _actor = ActorRefs.Nobody;
    private TaskCompletionSource? _ended; // of the actor there is or was; null: it was not told to end
    private TaskCompletionSource _gone = NewSource(); // set when it was told to

    public bool IsWanted => history.IsWanted;

    public CheckpointManifest? Last => history.Last;

    /// <summary>Makes the coordinator of an engine's checkpoints.</summary>
    public void Create(IActorContext context, HostedEngine engine)
    {
        var (parties, plan) = (new EngineParties(engine.Engine), engine.Engine.Plan);
        _actor = context.ActorOf(Props.Create(() => new CheckpointActor(parties, plan, history, reports, time, log)), $"checkpoints-{engine.Number}");
        engine.Checkpoints.Actor = _actor;
        (_ended, _gone) = (null, NewSource());
    }

    /// <summary>Its engine is going: nothing is committed any more, but for what is being committed.</summary>
    public void Stop()
    {
        if (_ended is not null || _actor.IsNobody())
            return;
        _ended = NewSource();
        _gone.SetResult();
        _actor.Tell(new EndCheckpoints(_ended));
    }

    public void Tell(object message) => _actor.Tell(message);

    /// <summary>What follows when an executor fails.</summary>
    public ExecutorRecovery RecoveryOf(TopologyPlan plan) => new(
        plan.Config.Guarantee == DeliveryGuarantee.EffectivelyOnce,
        executor => history.ReadAsync(plan, task => executor.Plan.Tasks.Any(own => own.Id == task)));

    /// <summary>Takes a checkpoint now.</summary>
    /// <param name="insists">Until one is complete, with which the topology completes; else only for as long as a stop may take.</param>
    /// <returns>Whether it is complete.</returns>
    public async Task<bool> SaveAsync(bool insists)
    {
        var (actor, gone) = (_actor, _gone.Task);
        while (!gone.IsCompleted)
        {
            var reply = new TaskCompletionSource<CheckpointManifest>(TaskCreationOptions.RunContinuationsAsynchronously);
            actor.Tell(new TakeCheckpoint(insists, reply));
            try
            {
                var answer = Task.WhenAny(reply.Task, gone); // who is gone does not answer
                await (await (insists ? answer : answer.WaitAsync(SaveLimit, time)).ConfigureAwait(false)).ConfigureAwait(false);
                if (reply.Task.IsCompletedSuccessfully)
                    return true;
            }
            catch (Exception error) when (error is TopologyException or TimeoutException)
            {
                if (!insists)
                    return false;
            }
            await Task.WhenAny(Task.Delay(Retry, time), gone).ConfigureAwait(false);
        }
        return false;
    }

    /// <summary>Reads what the next engine begins with; tries again as long as the store does not answer.</summary>
    /// <param name="plan">The tasks there will be.</param>
    /// <param name="delay">To be waited before.</param>
    /// <exception cref="CheckpointDamagedException">There are checkpoints, and all are damaged.</exception>
    public async Task<IReadOnlyDictionary<int, TaskRestore>> ReadAsync(TopologyPlan plan, TimeSpan delay)
    {
        await EndedAsync().WaitAsync(SaveLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(delay, time).ConfigureAwait(false);
        while (true)
        {
            try
            {
                return await history.ReadAsync(plan).ConfigureAwait(false);
            }
            catch (CheckpointStoreException error)
            {
                log.CheckpointUnreadable(history.Topology, Retry.TotalMilliseconds, error);
            }
            await Task.Delay(Retry, time).ConfigureAwait(false);
        }
    }

    /// <summary>Ends what is under way, so that a topology that is submitted again under this name finds all there is; what takes longer than a stop may is left.</summary>
    /// <param name="isCompleted">Whether checkpoints are of no more use: they are deleted; what cannot be deleted is left.</param>
    public async Task EndAsync(bool isCompleted)
    {
        try
        {
            await EndedAsync().WaitAsync(SaveLimit, time).ConfigureAwait(false);
            await history.CommitsEndAsync().WaitAsync(SaveLimit, time).ConfigureAwait(false);
            if (isCompleted && history.IsWanted)
                await history.ClearAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is CheckpointStoreException or TimeoutException)
        {
            log.CheckpointsNotPruned(history.Topology, error);
        }
    }

    /// <summary>Waits until the actor that was told to end begins nothing more.</summary>
    private Task EndedAsync() => _ended?.Task ?? Task.CompletedTask;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
