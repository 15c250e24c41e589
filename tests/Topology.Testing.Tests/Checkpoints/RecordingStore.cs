using Topology.Runtime.Checkpoints;

namespace Topology.Testing.Tests.Checkpoints;

/// <summary>A store in memory that remembers what was committed, and keeps what a completed topology leaves behind.</summary>
internal sealed class RecordingStore : ICheckpointStore
{
    private readonly MemoryCheckpointStore _store = new();

    public HashSet<long> Committed { get; } = [];

    public Task<long> LeadAsync(string topology, long term, int count, CancellationToken token = default) => _store.LeadAsync(topology, term, count, token);

    public Task WriteAsync(string topology, string piece, ReadOnlyMemory<byte> content, CancellationToken token = default) => _store.WriteAsync(topology, piece, content, token);

    public Task<ReadOnlyMemory<byte>> ReadAsync(string topology, string piece, CancellationToken token = default) => _store.ReadAsync(topology, piece, token);

    public async Task CommitAsync(string topology, CheckpointManifest manifest, CancellationToken token = default)
    {
        await _store.CommitAsync(topology, manifest, token);
        Committed.Add(manifest.Id);
    }

    public Task<IReadOnlyList<CheckpointManifest>> ListAsync(string topology, CancellationToken token = default) => _store.ListAsync(topology, token);

    public Task DeleteAsync(string topology, IReadOnlyCollection<long> checkpoints, long keepPiecesAfter, CancellationToken token = default) =>
        keepPiecesAfter == long.MaxValue ? Task.CompletedTask : _store.DeleteAsync(topology, checkpoints, keepPiecesAfter, token);
}
