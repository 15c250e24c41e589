namespace Topology.Runtime.Checkpoints;

/// <summary>Keeps checkpoints as long as it lives: for tests, and where a topology need not survive its process. Never waits.</summary>
public sealed class MemoryCheckpointStore : ICheckpointStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _topologies = new(StringComparer.Ordinal); // guarded by _lock, as is what it holds

    /// <inheritdoc/>
    public Task<long> LeadAsync(string topology, long term, int count, CancellationToken token = default) => Run(
        topology,
        kept =>
        {
            if (kept.Term > term)
                throw new CheckpointLeadLostException(topology, term, kept.Term);
            var last = kept.Manifests.Keys.Concat(kept.Pieces.Keys.Select(PieceName.CheckpointOf)).Append(kept.LastId).Max();
            (kept.Term, kept.LastId) = (term, last + count);
            return last + 1;
        },
        token);

    /// <inheritdoc/>
    public Task WriteAsync(string topology, string piece, ReadOnlyMemory<byte> content, CancellationToken token = default) => Run(
        topology,
        kept =>
        {
            PieceName.CheckpointOf(piece);
            kept.Pieces[piece] = content.ToArray();
            return true;
        },
        token);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadAsync(string topology, string piece, CancellationToken token = default) => Run<ReadOnlyMemory<byte>>(
        topology,
        kept => kept.Pieces.TryGetValue(piece, out var content) ? content : throw new CheckpointDamagedException(
            $"Topology \"{topology}\": the piece \"{piece}\" of a checkpoint is missing in memory. Use another checkpoint or a savepoint."),
        token);

    /// <inheritdoc/>
    public Task CommitAsync(string topology, CheckpointManifest manifest, CancellationToken token = default) => Run(
        topology,
        kept =>
        {
            var json = ManifestJson.Write(manifest);
            if (manifest.Term != 0 && kept.Term > manifest.Term)
                throw new CheckpointLeadLostException(topology, manifest.Term, kept.Term);
            if (kept.Manifests.TryGetValue(manifest.Id, out var present))
                return present == json ? true : throw new CheckpointStoreException($"Topology \"{topology}\" has another checkpoint {manifest.Id} in memory: an id is used once.");

            var missing = manifest.Tasks.SelectMany(task => task.Pieces).FirstOrDefault(entry => !kept.Pieces.ContainsKey(entry.Piece));
            if (missing is not null)
                throw new CheckpointDamagedException($"Topology \"{topology}\": the checkpoint {manifest.Id} names the piece \"{missing.Piece}\", which is not in memory. Write all pieces first.");

            kept.Manifests.Add(manifest.Id, json);
            return true;
        },
        token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckpointManifest>> ListAsync(string topology, CancellationToken token = default) => Run<IReadOnlyList<CheckpointManifest>>(
        topology,
        kept => [.. kept.Manifests.OrderByDescending(manifest => manifest.Key).Select(manifest => ManifestJson.Read(manifest.Value))],
        token);

    /// <inheritdoc/>
    public Task DeleteAsync(string topology, IReadOnlyCollection<long> checkpoints, long keepPiecesAfter, CancellationToken token = default) => Run(
        topology,
        kept =>
        {
            foreach (var id in checkpoints)
                kept.Manifests.Remove(id);
            var named = kept.Manifests.Values.SelectMany(json => ManifestJson.Read(json).Tasks).SelectMany(task => task.Pieces).Select(entry => entry.Piece).ToHashSet();
            foreach (var piece in kept.Pieces.Keys.Where(piece => PieceName.CheckpointOf(piece) <= keepPiecesAfter && !named.Contains(piece)).ToArray())
                kept.Pieces.Remove(piece);
            return true;
        },
        token);

    // What goes wrong is in the task, as with the stores that wait.
    private Task<T> Run<T>(string topology, Func<Kept, T> work, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(topology);
        if (token.IsCancellationRequested)
            return Task.FromCanceled<T>(token);
        try
        {
            lock (_lock)
            {
                if (!_topologies.TryGetValue(topology, out var kept))
                    _topologies.Add(topology, kept = new Kept());
                return Task.FromResult(work(kept));
            }
        }
        catch (Exception e) when (e is TopologyException or ArgumentException)
        {
            return Task.FromException<T>(e);
        }
    }

    /// <summary>Of one topology. Manifests as text: nobody can change them then.</summary>
    private sealed class Kept
    {
        public Dictionary<string, byte[]> Pieces { get; } = new(StringComparer.Ordinal);

        public Dictionary<long, string> Manifests { get; } = [];

        public long Term { get; set; }

        public long LastId { get; set; } // of those given away
    }
}
