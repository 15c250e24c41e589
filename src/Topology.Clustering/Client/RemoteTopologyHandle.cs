using Topology.Clustering.Protocol;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering;

/// <summary>The handle of a topology on a cluster, good as long as its client. Thread-safe. It stays with its topology when another one takes the name.</summary>
public sealed class RemoteTopologyHandle : ITopologyHandle
{
    private static readonly TimeSpan CompletionInterval = TimeSpan.FromSeconds(1);

    /// <summary>For calls that somebody waits for.</summary>
    private static readonly TimeSpan ChangeInterval = TimeSpan.FromMilliseconds(250);

    private readonly TopologyClient client;
    private readonly Lazy<Task> completion;

    internal RemoteTopologyHandle(TopologyClient client, string id, string name)
    {
        this.client = client;
        Id = id;
        Name = name;
        completion = new Lazy<Task>(() => Task.Run(CompleteAsync));
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>
    /// Ends when the topology is Completed or Killed; faults with the first cause when it is Failed. The cluster is asked each second from the first use on, also while no master answers,
    /// until the client is disposed, which cancels it.
    /// </summary>
    public Task Completion => completion.Value;

    /// <inheritdoc/>
    public async Task<TopologyStatus> GetStatusAsync(CancellationToken token = default) => (await client.GetInfoAsync(Id, token).ConfigureAwait(false)).Status;

    /// <inheritdoc/>
    public Task ActivateAsync(CancellationToken token = default) => ChangeAsync(new ActivateTopology(Id), status => status == TopologyStatus.Active, token);

    /// <inheritdoc/>
    public Task DeactivateAsync(CancellationToken token = default) => ChangeAsync(new DeactivateTopology(Id), status => status == TopologyStatus.Inactive, token);

    /// <summary>How the topology's checkpoints go, as its leading worker last said; empty figures if it takes none, has not started, or has ended.</summary>
    /// <param name="token">Gives up.</param>
    public async Task<CheckpointReport> GetCheckpointsAsync(CancellationToken token = default) =>
        (await client.AskAsync<CheckpointsReply>(new GetTopologyCheckpoints(Id), token).ConfigureAwait(false)).Checkpoints ?? new CheckpointReport();

    /// <inheritdoc/>
    public async Task SaveAsync(string file, CancellationToken token = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var written = await client.SaveAsync(Id, token).ConfigureAwait(false);
        try
        {
            var target = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await using (target.ConfigureAwait(false))
            {
                while (target.Position < written.Bytes)
                {
                    var piece = await client.AskAsync<SavepointPiece>(new ReadSavepoint(written.Savepoint, target.Position), token).ConfigureAwait(false);
                    if (piece.Bytes.Length == 0)
                        throw new TopologyException($"The savepoint of \"{Name}\" ends at byte {target.Position} of {written.Bytes}. Save again.");
                    await target.WriteAsync(piece.Bytes, token).ConfigureAwait(false);
                }
            }
            await SavepointFile.ReadAsync(file, checksPieces: true, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TopologyException($"The savepoint of \"{Name}\" cannot be written to {file}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task KillAsync(TimeSpan? wait = null, CancellationToken token = default)
    {
        await client.AskAsync<Done>(new KillTopologyByName(Id, wait), token).ConfigureAwait(false);
        await UntilAsync(HasEnded, ChangeInterval, token).ConfigureAwait(false);
    }

    /// <summary>Changes how many workers and executors run the topology. Tuples in flight are finished first; ends when the topology is where it was before, with the executors in their new places.</summary>
    /// <param name="options">What to change.</param>
    /// <param name="token">Gives up waiting, not the rebalance.</param>
    /// <exception cref="TopologyRefusedException">A component that does not exist, more executors than it has tasks, a rebalance under way; nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Less than one worker, or a negative wait; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The topology has ended, also if it did so meanwhile.</exception>
    public Task RebalanceAsync(RebalanceOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var request = new RebalanceTopology(Id, options.Workers, options.Executors.ToDictionary(StringComparer.Ordinal), options.Wait);
        return ChangeAsync(request, status => status is TopologyStatus.Active or TopologyStatus.Inactive, token);
    }

    /// <inheritdoc/>
    public async Task<TopologyMetrics> GetMetricsAsync(CancellationToken token = default) =>
        (await client.AskAsync<TopologyMetricsReply>(new GetTopologyMetrics(Id), token).ConfigureAwait(false)).Metrics;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ComponentError>> GetErrorsAsync(CancellationToken token = default) =>
        (await client.AskAsync<TopologyErrorsReply>(new GetTopologyErrors(Id), token).ConfigureAwait(false)).Errors;

    private static bool HasEnded(TopologyStatus status) => status is TopologyStatus.Completed or TopologyStatus.Failed or TopologyStatus.Killed;

    private async Task ChangeAsync(ClientRequest request, Func<TopologyStatus, bool> isReached, CancellationToken token)
    {
        try
        {
            await client.AskAsync<Done>(request, token).ConfigureAwait(false);
        }
        catch (TopologyRefusedException e) when (e.Kind == RefusalKind.Invalid)
        {
            var status = await GetStatusAsync(token).ConfigureAwait(false);
            if (HasEnded(status))
                throw Ended(status, e);
            throw;
        }

        var reached = await UntilAsync(status => isReached(status) || HasEnded(status), ChangeInterval, token).ConfigureAwait(false);
        if (HasEnded(reached.Status))
            throw Ended(reached.Status, null);
    }

    private InvalidOperationException Ended(TopologyStatus status, Exception? cause) => new($"Topology \"{Name}\" has ended: {status}.", cause);

    private async Task<TopologyInfo> UntilAsync(Func<TopologyStatus, bool> isReached, TimeSpan interval, CancellationToken token)
    {
        while (true)
        {
            var info = await client.GetInfoAsync(Id, token).ConfigureAwait(false);
            if (isReached(info.Status))
                return info;
            await Task.Delay(interval, client.Time, token).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync()
    {
        var token = client.Disposed;
        while (true)
        {
            try
            {
                var info = await UntilAsync(HasEnded, CompletionInterval, token).ConfigureAwait(false);
                if (info.Status == TopologyStatus.Failed)
                    throw new TopologyFailedException(info.Cause ?? $"Topology \"{Name}\" failed; no cause is known.");
                return;
            }
            catch (ObjectDisposedException)
            {
                throw new OperationCanceledException(token);
            }
            catch (Exception e) when (e is TopologyException and not TopologyFailedException and not TopologyRefusedException { Kind: not RefusalKind.Unavailable })
            {
                // No master answers, which says nothing about the topology: it goes on without one.
                await Task.Delay(CompletionInterval, client.Time, token).ConfigureAwait(false);
            }
        }
    }
}
