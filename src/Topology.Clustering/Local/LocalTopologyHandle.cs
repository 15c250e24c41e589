using Akka.Actor;
using Topology.Clustering.Protocol;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Local;

/// <summary>The handle of a topology in a <see cref="LocalCluster"/>.</summary>
internal sealed class LocalTopologyHandle(TopologyRun run, IActorRef actor) : ITopologyHandle
{
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

    private Task ChangeAsync(bool isActive, CancellationToken token) => AskAsync(reply => new ChangeActivity(isActive, reply), token);

    private async Task AskAsync(Func<TaskCompletionSource, object> question, CancellationToken token)
    {
        var reply = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Tell(question(reply));
        var first = await Task.WhenAny(reply.Task, run.Completion).WaitAsync(token).ConfigureAwait(false);
        if (first != reply.Task && !reply.Task.IsCompleted)
            throw new InvalidOperationException($"Topology \"{run.Name}\" has ended: {run.Status}.");
        await reply.Task.ConfigureAwait(false);
    }
}
