using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Planning;

namespace Topology.Clustering.Checkpoints;

/// <summary>The checkpoints of one topology: what it goes back to. Any thread.</summary>
internal sealed class CheckpointHistory(string topology, ICheckpointStore store, ILogger log)
{
    private volatile IReadOnlyList<CheckpointManifest> _usable = []; // the newest first
    private volatile CheckpointReport _report = new();
    private volatile object? _lastAt; // a DateTimeOffset
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

    /// <summary>How they go. Set by who coordinates them.</summary>
    public CheckpointReport ReportAt(DateTimeOffset now) => _report with { Age = _lastAt is DateTimeOffset at ? now - at : null };

    /// <summary>How they go now.</summary>
    /// <param name="report">Its age is left out.</param>
    /// <param name="lastAt">When the last one was complete.</param>
    public void Show(CheckpointReport report, DateTimeOffset? lastAt)
    {
        _report = report;
        _lastAt = lastAt ?? _lastAt;
    }

    /// <summary>Whether the topology takes checkpoints.</summary>
    public bool IsWanted
    {
        get => _isWanted;
        set => _isWanted = value;
    }

    /// <summary>Looks what the store has. Before the topology starts. If it was completed, there is nothing but savepoints, which are not used by themselves.</summary>
    /// <param name="resumes">False: it begins with nothing, and what there is, is deleted.</param>
    public async Task OpenAsync(bool resumes)
    {
        var all = await store.ListAsync(topology).ConfigureAwait(false);
        foreach (var damaged in all.Where(manifest => manifest.Damage is not null))
            log.CheckpointDamaged(topology, damaged.Id, damaged.Damage!); // not null: see the line above
        Volatile.Write(ref _lastId, all.Count > 0 ? all.Max(manifest => manifest.Id) : 0);
        var first = all.Where(manifest => manifest.Savepoint is null).Select(manifest => manifest.Id).DefaultIfEmpty(long.MaxValue).Min();
        _usable = [.. all.Where(manifest => manifest.Damage is null && manifest.Id >= first)];
        if (resumes)
            return;
        await ClearAsync().ConfigureAwait(false);
        _usable = [];
    }

    /// <summary>Reads what the topology is submitted with.</summary>
    /// <exception cref="CheckpointDamagedException">It does not fit the topology, or cannot be read.</exception>
    public async Task<IReadOnlyDictionary<int, TaskRestore>> ReadFirstAsync(TopologyPlan plan)
    {
        var restored = await ReadAsync(plan).ConfigureAwait(false);
        if (Last is { } last && !plan.Config.AllowDroppedState && RestoreCheck.Mistakes(last, plan.Spec) is { Count: > 0 } mistakes)
            throw new CheckpointDamagedException(
                $"Topology \"{topology}\" does not fit its checkpoint {last.Id} of {last.CompletedAt:u}: {string.Join(' ', mistakes)} "
                + "Set topology.checkpoint.allow.dropped.state to begin with what fits, or topology.checkpoint.resume to false to begin with nothing.");
        return restored;
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
