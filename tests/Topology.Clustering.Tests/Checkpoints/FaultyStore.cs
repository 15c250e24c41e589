using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Tests.Checkpoints;

/// <summary>A store that can be made to fail, and counts how often it did.</summary>
internal sealed class FaultyStore(ICheckpointStore store) : ICheckpointStore
{
    private int _failures;

    public Func<bool> FailsWrite { get; set; } = () => false;

    public Func<bool> FailsCommit { get; set; } = () => false;

    /// <summary>Pieces that are damaged when they are read.</summary>
    public Func<string, bool> IsDamaged { get; set; } = _ => false;

    public int Failures => Volatile.Read(ref _failures);

    public Task<long> LeadAsync(string topology, long term, int count, CancellationToken token = default) => store.LeadAsync(topology, term, count, token);

    public Task WriteAsync(string topology, string piece, ReadOnlyMemory<byte> content, CancellationToken token = default) =>
        FailsWrite() ? Fail() : store.WriteAsync(topology, piece, content, token);

    public Task<ReadOnlyMemory<byte>> ReadAsync(string topology, string piece, CancellationToken token = default) => IsDamaged(piece)
        ? throw new CheckpointDamagedException($"Topology \"{topology}\": the piece \"{piece}\" is damaged.")
        : store.ReadAsync(topology, piece, token);

    public Task CommitAsync(string topology, CheckpointManifest manifest, CancellationToken token = default) =>
        FailsCommit() ? Fail() : store.CommitAsync(topology, manifest, token);

    public Task<IReadOnlyList<CheckpointManifest>> ListAsync(string topology, CancellationToken token = default) => store.ListAsync(topology, token);

    public Task DeleteAsync(string topology, IReadOnlyCollection<long> checkpoints, long keepPiecesAfter, CancellationToken token = default) =>
        store.DeleteAsync(topology, checkpoints, keepPiecesAfter, token);

    private Task Fail()
    {
        Interlocked.Increment(ref _failures);
        return Task.FromException(new CheckpointStoreException("The disk is full."));
    }
}
