using Topology.Runtime.Planning;

namespace Topology.Runtime.Checkpoints;

/// <summary>The checkpoints of one topology: what it goes back to. Any thread.</summary>
/// <param name="topology">The name under which they are stored.</param>
/// <param name="store">Where.</param>
/// <param name="damaged">Told which one cannot be used, and why.</param>
public sealed class CheckpointHistory(string topology, ICheckpointStore store, Action<long, string> damaged)
{
    /// <summary>Ids taken at a time, on a cluster: enough for a good minute at the shortest interval that makes sense.</summary>
    private const int IdBlock = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<long> _doubtful = []; // guarded by _gate: perhaps stored, perhaps not
    private Task _committing = Task.CompletedTask; // guarded by _gate
    private long _first; // of the stored ones that may be used: earlier ones are savepoints of a run that has completed
    private volatile IReadOnlyList<CheckpointManifest> _usable = []; // the newest first
    private volatile bool _isWanted;
    private long _lastId;
    private long _lastOwnId = long.MaxValue; // of those that were taken
    private bool _resumes = true; // from what other runs have left
    private IReadOnlyList<long> _useless = []; // in the store, and never to be begun with

    /// <summary>The name under which they are stored.</summary>
    public string Topology => topology;

    /// <summary>Where they are.</summary>
    public ICheckpointStore Store => store;

    /// <summary>What a restart begins with; null: with nothing.</summary>
    public CheckpointManifest? Last => _usable.FirstOrDefault();

    /// <summary>The coordinator's term, on a cluster; else 0.</summary>
    public long Term { get; private set; }

    /// <summary>The topology's id, on a cluster; else null.</summary>
    public string? Run { get; private set; }

    /// <summary>Ids that may still be used before <see cref="ReserveAsync"/>.</summary>
    public long IdsLeft => Volatile.Read(ref _lastOwnId) - LastId;

    /// <summary>The highest id that was ever used.</summary>
    public long LastId => Volatile.Read(ref _lastId);

    /// <summary>Ordinary ones that the store holds, the newest first.</summary>
    public IReadOnlyList<long> Stored => [.. _usable.Where(manifest => manifest.Savepoint is null).Select(manifest => manifest.Id)];

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
        Volatile.Write(ref _lastId, all.Count > 0 ? all.Max(manifest => manifest.Id) : 0);
        _first = all.Where(manifest => manifest.Savepoint is null).Select(manifest => manifest.Id).DefaultIfEmpty(LastId + 1).Min();
        Use(all);
        if (resumes)
            return;
        await ClearAsync().ConfigureAwait(false);
        _first = LastId + 1;
        _usable = [];
    }

    /// <summary>Takes the lead on a cluster, and looks what the store has. What another run under the same name has left is used unless that run has completed.</summary>
    /// <param name="run">The topology's id.</param>
    /// <param name="term">Greater than that of every coordinator before.</param>
    /// <param name="resumes">False: nothing of other runs is used.</param>
    /// <exception cref="CheckpointStoreException">The store does not answer, or somebody leads with a later term.</exception>
    public async Task LeadAsync(string run, long term, bool resumes)
    {
        var first = await store.LeadAsync(topology, term, IdBlock).ConfigureAwait(false);
        (Term, _lastOwnId) = (term, first + IdBlock - 1);
        Volatile.Write(ref _lastId, first - 1);
        await FollowAsync(run, resumes).ConfigureAwait(false);
    }

    /// <summary>Takes more ids.</summary>
    /// <exception cref="CheckpointStoreException">The store does not answer, or somebody leads with a later term.</exception>
    public async Task ReserveAsync() =>
        Volatile.Write(ref _lastOwnId, await store.LeadAsync(topology, Term, IdBlock).ConfigureAwait(false) + IdBlock - 1);

    /// <summary>Looks what the store has, where somebody else has the lead.</summary>
    /// <inheritdoc cref="LeadAsync"/>
    public async Task FollowAsync(string run, bool resumes)
    {
        (Run, _resumes) = (run, resumes);
        Use(await store.ListAsync(topology).ConfigureAwait(false));
    }

    /// <summary>Deletes what other runs have left and this one does not use.</summary>
    public async Task DeleteUselessAsync()
    {
        if (_useless.Count > 0)
            await store.DeleteAsync(topology, [.. _useless], LastId).ConfigureAwait(false);
        _useless = [];
    }

    /// <summary>One turned out to be damaged: neither it nor a newer one is used.</summary>
    public void Damaged(long checkpoint, string reason)
    {
        damaged(checkpoint, reason);
        _usable = [.. _usable.Where(manifest => manifest.Id < checkpoint)];
    }

    /// <summary>Reads what the topology is submitted with.</summary>
    /// <exception cref="CheckpointStoreException">The store does not answer.</exception>
    /// <exception cref="CheckpointDamagedException">It does not fit the topology, or cannot be read.</exception>
    public async Task<IReadOnlyDictionary<int, TaskRestore>> ReadFirstAsync(TopologyPlan plan)
    {
        var restored = await ReadAsync(plan).ConfigureAwait(false);
        CheckFit(plan);
        return restored;
    }

    /// <summary>Whether the topology fits what it is to begin with.</summary>
    /// <exception cref="CheckpointDamagedException">It does not.</exception>
    public void CheckFit(TopologyPlan plan)
    {
        if (Last is { } last && !plan.Config.AllowDroppedState && RestoreCheck.Mistakes(last, plan) is { Count: > 0 } mistakes)
            throw new CheckpointDamagedException(
                $"Topology \"{topology}\" does not fit its checkpoint {last.Id} of {last.CompletedAt:u}: {string.Join(' ', mistakes)} "
                + "Set topology.checkpoint.allow.dropped.state (--allow-dropped-state) to begin with what fits, or topology.checkpoint.resume to false (topology run: --fresh) to begin with nothing.");
    }

    /// <summary>One was begun.</summary>
    public void Begun(long checkpoint) => Volatile.Write(ref _lastId, Math.Max(LastId, checkpoint));

    /// <summary>A manifest is being stored. Until it is <see cref="Completed"/> nobody knows whether it was: a store may have done what it says has failed.</summary>
    /// <returns>The same task.</returns>
    public Task Committing(long checkpoint, Task commit)
    {
        lock (_gate)
        {
            _doubtful.Add(checkpoint);
            _committing = Task.WhenAll(_committing, commit);
        }
        return commit;
    }

    /// <summary>Waits until no manifest is being stored any more, whatever became of them.</summary>
    public async Task CommitsEndAsync()
    {
        Task committing;
        lock (_gate)
            committing = _committing;
        await committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>One is complete.</summary>
    public void Completed(CheckpointManifest manifest)
    {
        lock (_gate)
            _doubtful.Remove(manifest.Id);
        _usable = [.. _usable.Where(other => other.Id != manifest.Id).Append(manifest).OrderByDescending(other => other.Id)];
    }

    /// <summary>Some were deleted.</summary>
    public void Pruned(IReadOnlyList<long> checkpoints) => _usable = [.. _usable.Where(manifest => !checkpoints.Contains(manifest.Id))];

    /// <summary>Reads the last one that is not damaged.</summary>
    /// <param name="plan">The tasks there are now.</param>
    /// <param name="wants">Whether a task's part is wanted, by its id; null: all are.</param>
    /// <returns>By task id; empty: there is nothing to begin with.</returns>
    /// <exception cref="CheckpointStoreException">The store does not answer.</exception>
    /// <exception cref="CheckpointDamagedException">There are some, and all are damaged.</exception>
    public async Task<IReadOnlyDictionary<int, TaskRestore>> ReadAsync(TopologyPlan plan, Func<int, bool>? wants = null)
    {
        await SettleDoubtsAsync().ConfigureAwait(false);
        CheckpointDamagedException? first = null;
        foreach (var manifest in _usable)
        {
            try
            {
                var restored = await CheckpointReader.ReadAsync(topology, store, manifest, plan, wants).ConfigureAwait(false);
                _usable = [.. _usable.Where(other => other.Id <= manifest.Id)]; // what is newer cannot be used
                return restored;
            }
            catch (CheckpointDamagedException error)
            {
                first ??= error;
                damaged(manifest.Id, error.Message);
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

    // What is in the store is what another process would begin with. Sinks give up what belongs to any other checkpoint, so both must begin with the same.
    private async Task SettleDoubtsAsync()
    {
        await CommitsEndAsync().ConfigureAwait(false);
        long[] doubtful;
        lock (_gate)
            doubtful = [.. _doubtful];
        if (doubtful.Length == 0)
            return;
        Use(await store.ListAsync(topology).ConfigureAwait(false));
        lock (_gate)
            _doubtful.ExceptWith(doubtful);
    }

    private void Use(IReadOnlyList<CheckpointManifest> all)
    {
        foreach (var manifest in all.Where(manifest => manifest.Damage is not null))
            damaged(manifest.Id, manifest.Damage!); // not null: see the line above
        _usable = [.. all.Where(manifest => manifest.Damage is null && manifest.Id >= _first).TakeWhile(IsOfThisRun)];
        _useless = Run is null ? [] : [.. all.Where(manifest => manifest.Damage is null && manifest.Run != Run && !_usable.Contains(manifest)).Select(manifest => manifest.Id)];
    }

    private bool IsOfThisRun(CheckpointManifest manifest) => Run is null || manifest.Run == Run || (_resumes && !manifest.IsFinal);
}
