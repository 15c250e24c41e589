using Topology.Runtime.Checkpoints;

namespace Topology.Testing;

/// <summary>A store that fails at random, once it is told to: before it has done what it was asked, or after.</summary>
internal sealed class UnreliableStore(ICheckpointStore store, Random random, double failureProbability) : ICheckpointStore
{
    /// <summary>Whether it fails at all.</summary>
    public bool Fails { get; set; }

    public async Task<long> LeadAsync(string topology, long term, int count, CancellationToken token = default)
    {
        MayFail();
        return await store.LeadAsync(topology, term, count, token).ConfigureAwait(false);
    }

    public Task WriteAsync(string topology, string piece, ReadOnlyMemory<byte> content, CancellationToken token = default) =>
        ChangeAsync(() => store.WriteAsync(topology, piece, content, token));

    public Task CommitAsync(string topology, CheckpointManifest manifest, CancellationToken token = default) =>
        ChangeAsync(() => store.CommitAsync(topology, manifest, token));

    public Task DeleteAsync(string topology, IReadOnlyCollection<long> checkpoints, long keepPiecesAfter, CancellationToken token = default) =>
        ChangeAsync(() => store.DeleteAsync(topology, checkpoints, keepPiecesAfter, token));

    public async Task<ReadOnlyMemory<byte>> ReadAsync(string topology, string piece, CancellationToken token = default)
    {
        MayFail();
        return await store.ReadAsync(topology, piece, token).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<CheckpointManifest>> ListAsync(string topology, CancellationToken token = default)
    {
        MayFail();
        return await store.ListAsync(topology, token).ConfigureAwait(false);
    }

    private async Task ChangeAsync(Func<Task> change)
    {
        var isDone = random.Next(2) == 0;
        if (!isDone)
            MayFail();
        await change().ConfigureAwait(false);
        if (isDone)
            MayFail();
    }

    private void MayFail()
    {
        if (Fails && random.NextDouble() < failureProbability)
            throw new CheckpointStoreException("The test had the checkpoint store fail.");
    }
}
