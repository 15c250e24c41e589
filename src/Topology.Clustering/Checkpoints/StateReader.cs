using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Clustering.Worker;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Checkpoints;

/// <summary>Reads what executors of a worker begin with; tries again as long as the store does not answer. Any thread.</summary>
internal sealed class StateReader(WorkerSession session, ILogger log)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly Dictionary<int, TaskRestore> Nothing = [];

    private string Name => session.Parts.Spec.TopologyName;

    /// <summary>The last checkpoint there is.</summary>
    /// <param name="wants">Whether a task's part is wanted, by its id.</param>
    /// <exception cref="CheckpointDamagedException">There are some, and all are damaged.</exception>
    public Task<IReadOnlyDictionary<int, TaskRestore>> ReadLastAsync(Func<int, bool> wants) => UntilAsync(async () =>
    {
        var history = new CheckpointHistory(Name, session.Parts.Store, (id, damage) => log.CheckpointDamaged(Name, id, damage));
        await history.FollowAsync(session.Parts.Spec.TopologyId, session.Plan.Config.ResumeFromCheckpoint).ConfigureAwait(false);
        return await history.ReadAsync(session.Plan, wants).ConfigureAwait(false);
    });

    /// <summary>A given one.</summary>
    /// <param name="checkpoint">Its id; 0: nothing.</param>
    /// <param name="wants">Whether a task's part is wanted, by its id.</param>
    /// <exception cref="CheckpointDamagedException">It is damaged, or not there.</exception>
    public Task<IReadOnlyDictionary<int, TaskRestore>> ReadAsync(long checkpoint, Func<int, bool> wants) => checkpoint == 0
        ? Task.FromResult<IReadOnlyDictionary<int, TaskRestore>>(Nothing)
        : UntilAsync(async () =>
        {
            var manifests = await session.Parts.Store.ListAsync(Name).ConfigureAwait(false);
            var manifest = manifests.FirstOrDefault(other => other.Id == checkpoint) ?? throw new CheckpointDamagedException(
                $"Topology \"{Name}\", checkpoint {checkpoint}: worker {session.Parts.Spec.Worker} on node {session.Parts.Spec.Node} does not find it in its store. All nodes must use one store: see topology.checkpoint in their configuration.");
            return await CheckpointReader.ReadAsync(Name, session.Parts.Store, manifest, session.Plan, wants).ConfigureAwait(false);
        });

    private async Task<IReadOnlyDictionary<int, TaskRestore>> UntilAsync(Func<Task<IReadOnlyDictionary<int, TaskRestore>>> read)
    {
        while (true)
        {
            try
            {
                return await Task.Run(read).ConfigureAwait(false);
            }
            catch (CheckpointStoreException error)
            {
                log.CheckpointUnreadable(Name, Retry.TotalMilliseconds, error);
            }
            await Task.Delay(Retry, session.Parts.Clock.Provider).ConfigureAwait(false);
        }
    }
}
