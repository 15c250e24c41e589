using Akka.Actor;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Protocol;
using Topology.Clustering.Worker;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Local;

/// <summary>The handle of a topology in a <see cref="LocalCluster"/>.</summary>
internal sealed class LocalTopologyHandle(TopologyRun run, IActorRef actor, ICheckpointStore store, CheckpointReports reports, TimeProvider time) : ITopologyHandle
{
    private const int SaveAttempts = 3; // a checkpoint may be deleted while it is copied, if that takes as long as three of them

    public string Id => run.Id;

    public string Name => run.Name;

    public Task Completion => run.Completion;

    public Task<TopologyStatus> GetStatusAsync(CancellationToken token = default) => Task.FromResult(run.Status);

    public Task ActivateAsync(CancellationToken token = default) => ChangeAsync(true, token);

    public Task DeactivateAsync(CancellationToken token = default) => ChangeAsync(false, token);

    public async Task KillAsync(TimeSpan? wait = null, CancellationToken token = default)
    {
        actor.Tell(new KillTopology(wait ?? run.Config.MessageTimeout));
        await Task.WhenAny(run.Completion).WaitAsync(token).ConfigureAwait(false);
    }

    public Task RebalanceAsync(RebalanceOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var executors = new Dictionary<string, int>(options.Executors, StringComparer.Ordinal); // the caller's may change
        return AskAsync(reply => new RebalanceExecutors(executors, options.Wait ?? run.Config.MessageTimeout, reply), token);
    }

    public Task<TopologyMetrics> GetMetricsAsync(CancellationToken token = default) => Task.FromResult(run.Metrics);

    public Task<IReadOnlyList<ComponentError>> GetErrorsAsync(CancellationToken token = default) => Task.FromResult(run.Errors);

    public Task<CheckpointReport> GetCheckpointsAsync(CancellationToken token = default) => Task.FromResult(reports.ReadAt(time.GetUtcNow()));

    public async Task SaveAsync(string file, CancellationToken token = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        for (var attempt = 1; ; attempt++)
        {
            var reply = new TaskCompletionSource<CheckpointManifest>(TaskCreationOptions.RunContinuationsAsynchronously);
            actor.Tell(new TakeCheckpoint(false, reply));
            await FirstAsync(reply.Task, token).ConfigureAwait(false);
            var manifest = await reply.Task.ConfigureAwait(false);
            try
            {
                await SavepointFile.WriteAsync(file, store, run.Name, manifest, token).ConfigureAwait(false);
                return;
            }
            catch (CheckpointDamagedException) when (attempt < SaveAttempts)
            {
                // another one then
            }
        }
    }

    private Task ChangeAsync(bool isActive, CancellationToken token) => AskAsync(reply => new ChangeActivity(isActive, reply), token);

    private async Task AskAsync(Func<TaskCompletionSource, object> question, CancellationToken token)
    {
        var reply = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Tell(question(reply));
        await FirstAsync(reply.Task, token).ConfigureAwait(false);
        await reply.Task.ConfigureAwait(false);
    }

    /// <summary>Waits for an answer, which will not come once the topology has ended.</summary>
    private async Task FirstAsync(Task reply, CancellationToken token)
    {
        var first = await Task.WhenAny(reply, run.Completion).WaitAsync(token).ConfigureAwait(false);
        if (first != reply && !reply.IsCompleted)
            throw new InvalidOperationException($"Topology \"{run.Name}\" has ended: {run.Status}.");
    }
}
