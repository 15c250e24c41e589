using Topology.Runtime.Planning;

namespace Topology.Runtime.Checkpoints;

/// <summary>Reads what the tasks of a topology begin with.</summary>
public static class CheckpointReader
{
    /// <summary>Reads everything a checkpoint holds for the tasks of a plan.</summary>
    /// <param name="topology">The name under which it is stored.</param>
    /// <param name="store">Where.</param>
    /// <param name="manifest">The checkpoint.</param>
    /// <param name="plan">The tasks there are now; their numbers may have changed.</param>
    /// <param name="wants">Whether a task's part is wanted, by its id; null: all are.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>By task id.</returns>
    /// <exception cref="CheckpointDamagedException">It is not as it was written.</exception>
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
                    pieces.Add(new RestoredPiece(part.Index, before, entry, await store.ReadAsync(topology, entry.Piece, token).ConfigureAwait(false)));
            }
            foreach (var index in wanted)
            {
                var own = isSame ? pieces.Where(piece => piece.Task == index).ToArray() : [.. pieces];
                restored[tasks[index]] = new TaskRestore(manifest.Id, own);
            }
        }
        return restored;
    }
}
