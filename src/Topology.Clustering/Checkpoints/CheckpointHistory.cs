using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Checkpoints;

/// <summary>The checkpoints of one topology: what it goes back to. Any thread.</summary>
internal sealed class CheckpointHistory(string topology, ICheckpointStore store, ILogger log)
{
    private volatile IReadOnlyList<CheckpointManifest> _usable = []; // the newest first
    private volatile CheckpointFigures _figures = CheckpointFigures.None;
    private volatile bool _isWanted;
    private long _lastId;

    public string Topology => topology;

    public ICheckpointStore Store => store;

    /// <summary>What a restart begins with; null: with nothing.</summary>
    public CheckpointManifest? Last => _usable.FirstOrDefault();

    /// <summary>The highest id that was ever used.</summary>
    public long LastId => Volatile.Read(ref _lastId);

    /// <summary>Ordinary ones that the store holds, the newest first.</summary>
    public IReadOnlyList<long> Stored => [.. _usable.Where(manifest => manifest.Savepoint is null).Select(manifest => manifest.Id)];

    /// <summary>How they go; of the engine that runs now.</summary>
    public CheckpointFigures Figures
    {
        get => _figures;
        set => _figures = value;
    }

    /// <summary>Whether the topology takes checkpoints.</summary>
    public bool IsWanted
    {
        get => _isWanted;
        set => _isWanted = value;
    }

    /// <summary>Looks what the store has. Before the topology starts.</summary>
    /// <param name="from">The checkpoint to begin with; null: the last one. What is newer is not used.</param>
    public async Task OpenAsync(long? from = null)
    {
        var all = await store.ListAsync(topology).ConfigureAwait(false);
        foreach (var damaged in all.Where(manifest => manifest.Damage is not null))
            log.CheckpointDamaged(topology, damaged.Id, damaged.Damage!); // not null: see the line above
        Volatile.Write(ref _lastId, all.Count > 0 ? all.Max(manifest => manifest.Id) : 0);
        _usable = [.. all.Where(manifest => manifest.Damage is null && (from is null || manifest.Id <= from))];
    }

    /// <summary>One was begun.</summary>
    public void Begun(long checkpoint) => Volatile.Write(ref _lastId, Math.Max(LastId, checkpoint));

    /// <summary>One is complete.</summary>
    public void Completed(CheckpointManifest manifest) => _usable = [manifest, .. _usable.Where(other => other.Id < manifest.Id)];

    /// <summary>Some were deleted.</summary>
    public void Pruned(IReadOnlyList<long> checkpoints) => _usable = [.. _usable.Where(manifest => !checkpoints.Contains(manifest.Id))];

    /// <summary>Reads the last one that is not damaged.</summary>
    /// <param name="plan">The tasks there are now.</param>
    /// <param name="components">Only tasks of these; null: all.</param>
    /// <returns>By task id; empty: there is nothing to begin with.</returns>
    /// <exception cref="CheckpointStoreException">The store does not answer.</exception>
    /// <exception cref="CheckpointDamagedException">There are some, and all are damaged.</exception>
    public async Task<IReadOnlyDictionary<int, TaskRestore>> ReadAsync(TopologyPlan plan, IReadOnlySet<string>? components = null)
    {
        CheckpointDamagedException? first = null;
        foreach (var manifest in _usable)
        {
            try
            {
                var restored = await CheckpointReader.ReadAsync(topology, store, manifest, plan, components).ConfigureAwait(false);
                _usable = [.. _usable.Where(other => other.Id <= manifest.Id)]; // what is newer cannot be used
                return restored;
            }
            catch (CheckpointDamagedException damaged)
            {
                first ??= damaged;
                log.CheckpointDamaged(topology, manifest.Id, damaged.Message);
            }
        }
        return first is null ? new Dictionary<int, TaskRestore>() : throw first;
    }

    /// <summary>Deletes all but savepoints: a topology that is completed begins anew when it is submitted again.</summary>
    public async Task ClearAsync()
    {
        var old = Stored;
        if (old.Count > 0)
            await store.DeleteAsync(topology, [.. old], long.MaxValue).ConfigureAwait(false);
        Pruned(old);
    }
}
