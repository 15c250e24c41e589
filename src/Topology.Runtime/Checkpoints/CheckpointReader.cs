using Topology.Runtime.Planning;

namespace Topology.Runtime.Checkpoints;

/// <summary>Reads what the tasks of a topology begin with.</summary>
public static class CheckpointReader
{
    /// <summary>Pieces of states on disk that are at least as large are not kept in memory.</summary>
    internal const int SpilledFrom = 1 << 20;

    /// <summary>Reads everything a checkpoint holds for the tasks of a plan.</summary>
    /// <param name="topology">The name under which it is stored.</param>
    /// <param name="store">Where.</param>
    /// <param name="manifest">The checkpoint.</param>
    /// <param name="plan">The tasks there are now; their numbers may have changed.</param>
    /// <param name="wants">Whether a task's part is wanted, by its id; null: all are.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>By task id.</returns>
    /// <remarks>All is read before any task begins, so that a damaged checkpoint is found while an earlier one can still be taken. Of states on disk, which may be larger than memory, one piece is in memory at a time:
    /// large ones are put aside in the folder for temporary files.</remarks>
    /// <exception cref="CheckpointDamagedException">It is not as it was written.</exception>
    /// <exception cref="CheckpointStoreException">It cannot be read, or not be put aside.</exception>
    public static async Task<IReadOnlyDictionary<int, TaskRestore>> ReadAsync(
        string topology, ICheckpointStore store, CheckpointManifest manifest, TopologyPlan plan, Func<int, bool>? wants = null, CancellationToken token = default)
    {
        if (manifest.Damage is { } damage)
            throw new CheckpointDamagedException($"Topology \"{topology}\", checkpoint {manifest.Id}: {damage}");
        var restored = new Dictionary<int, TaskRestore>();
        foreach (var parts in manifest.Tasks.GroupBy(part => part.Component, StringComparer.Ordinal))
        {
            if (!plan.TaskIds.TryGetValue(parts.Key, out var tasks))
                continue;
            var before = parts.Max(part => part.Index) + 1;
            var isSame = before == tasks.Count;
            var wanted = Enumerable.Range(0, tasks.Count).Where(index => wants?.Invoke(tasks[index]) != false).ToHashSet();
            var pieces = new List<RestoredPiece>();
            foreach (var part in parts.Where(part => isSame ? wanted.Contains(part.Index) : wanted.Count > 0).OrderBy(part => part.Index))
            {
                foreach (var entry in part.Pieces)
                    pieces.Add(new RestoredPiece(part.Index, before, entry, await ReadAsync(topology, store, entry, plan.Config.StateBackend, token).ConfigureAwait(false)));
            }
            foreach (var index in wanted)
            {
                var own = isSame ? pieces.Where(piece => piece.Task == index).ToArray() : [.. pieces];
                restored[tasks[index]] = new TaskRestore(manifest.Id, own);
            }
        }
        return restored;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string topology, ICheckpointStore store, PieceEntry entry, StateBackend backend, CancellationToken token)
    {
        var content = await store.ReadAsync(topology, entry.Piece, token).ConfigureAwait(false);
        if (backend == StateBackend.Memory || content.Length < SpilledFrom)
            return content;
        var folder = Path.GetTempPath();
        try
        {
            return SpilledBytes.Of(content.Span, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointStoreException(
                $"Topology \"{topology}\": {content.Length} bytes of state \"{entry.State}\" cannot be put aside in {folder} while its checkpoint is read: {e.Message} Make room there, or set TMPDIR to another folder.", e);
        }
    }
}
