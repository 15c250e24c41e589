using Topology.Engine;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;
using Topology.Runtime.Windows;

namespace Topology.Runtime.State;

/// <summary>The states of one instance of a task. On its executor's thread only.</summary>
/// <remarks>A state takes up what was restored for it when it is asked for first, as only then its types are known. Until then it gives no pieces: what was
/// restored goes on to stand for it.</remarks>
public sealed class TaskStates : IStateBackend, IDisposable
{
    private readonly StateOwner _owner;
    private readonly IValueSerializer _serializer;
    private readonly IStateStorage? _storage;
    private readonly Dictionary<string, List<RestoredPiece>> _unclaimed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskState> _states = new(StringComparer.Ordinal);
    private ITaskStorage? _place; // in the storage, once it is needed

    /// <summary>Reads nothing yet.</summary>
    /// <param name="owner">The task.</param>
    /// <param name="serializer">For keys and values that <see cref="Value"/> does not hold unboxed. Called on any thread.</param>
    /// <param name="restored">In the order of the manifest: the pieces of this task if its component has as many tasks as then, else those of all tasks then.</param>
    /// <param name="restoredCheckpoint">Where they are from; null: nowhere, and there are none.</param>
    /// <param name="storage">Where values by key are kept; null: in memory, as everything else.</param>
    public TaskStates(StateOwner owner, IValueSerializer serializer, IReadOnlyList<RestoredPiece> restored, long? restoredCheckpoint, IStateStorage? storage = null)
    {
        _owner = owner;
        _storage = storage;
        _serializer = serializer;
        RestoredCheckpoint = restoredCheckpoint;
        foreach (var piece in restored)
        {
            if (!_unclaimed.TryGetValue(piece.Entry.State, out var pieces))
                _unclaimed.Add(piece.Entry.State, pieces = []);
            pieces.Add(piece);
        }
    }

    /// <inheritdoc/>
    public long? RestoredCheckpoint { get; }

    /// <summary>Called when the task has its first state.</summary>
    internal Action? OnFirst { get; init; }

    /// <summary>Whether the task has any, asked for or restored.</summary>
    public bool Any => _states.Count + _unclaimed.Count > 0;

    /// <summary>The names of restored states that nobody has asked for yet, in ordinal order.</summary>
    public IReadOnlyList<string> Unclaimed => [.. _unclaimed.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is a state of this name with another form or other types.</exception>
    /// <exception cref="CheckpointDamagedException">What was restored for it cannot be read.</exception>
    public IKeyValueState<TKey, TValue> GetKeyValue<TKey, TValue>(string name, StateOptions<TValue> options)
        where TKey : notnull
    {
        if (Find<IKeyValueState<TKey, TValue>>(name, KeyValueState<TKey, TValue>.Shown) is { } found)
            return found;
        var label = LabelOf(name, StateForm.KeyValue, options);
        if (_storage is null)
            return Add(new KeyValueState<TKey, TValue>(label, _serializer), options);
        _place ??= _storage.Open(_owner);
        return Add(new StoredKeyValueState<TKey, TValue>(label, _serializer, _place.AddTable(), _storage.PieceBytes), options);
    }

    /// <inheritdoc/>
    /// <inheritdoc cref="GetKeyValue" path="/exception"/>
    public IValueState<T> GetValue<T>(string name, StateOptions<T> options) =>
        Find<ValueState<T>>(name, ValueState<T>.Shown) ?? Add(new ValueState<T>(LabelOf(name, StateForm.Value, options), _serializer), options);

    /// <inheritdoc/>
    /// <inheritdoc cref="GetKeyValue" path="/exception"/>
    public IListState<T> GetList<T>(string name, StateOptions<T> options) =>
        Find<ListState<T>>(name, ListState<T>.Shown) ?? Add(new ListState<T>(LabelOf(name, StateForm.List, options), _serializer), options);

    /// <summary>The windows of the task, filled with what was restored.</summary>
    internal void AddWindows(Func<StateLabel, WindowState> create) =>
        Add(create(LabelOf(WindowState.StateName, StateForm.KeyValue, new StateOptions<byte>())), new StateOptions<byte>());

    /// <summary>Takes what a checkpoint has to hold of the states as they are now; later changes do not show in it.</summary>
    /// <remarks>Copies references and numbers, and nothing of what is kept in a storage; what may be changed by its owner is made bytes at once. A value that cannot be written fails the piece's Encode,
    /// not this. Each piece builds on the one before: if one of them is lost, the next call must be for all.</remarks>
    /// <param name="full">All of every state; else of each state that has changed what it likes: all, or what changed since the last call.</param>
    public IReadOnlyList<StatePiece> Snapshot(bool full)
    {
        var pieces = new List<StatePiece>();
        foreach (var state in _states.Values)
        {
            if (state.Take(full) is { } piece)
                pieces.Add(piece);
        }
        return pieces;
    }

    /// <summary>The last snapshot is lost: what of it has not been written will not be.</summary>
    public void GiveUp()
    {
        foreach (var state in _states.Values)
            state.GiveUp();
    }

    /// <summary>The instance is gone. What is being written still is; what was not begun is given up.</summary>
    public void Dispose()
    {
        GiveUp();
        _place?.Dispose();
    }

    private TState? Find<TState>(string name, string shown)
        where TState : class
    {
        if (!_states.TryGetValue(name, out var state))
            return null;
        return state as TState ?? throw new InvalidOperationException(
            $"Component \"{_owner.Component}\" asks for state \"{name}\" as {shown}, but has it as {state.ShownType}. Give one of the two another name.");
    }

    private StateLabel LabelOf<T>(string name, StateForm form, StateOptions<T> options) => options.Version >= 1
        ? new StateLabel(_owner, name, form, options.Version)
        : throw new InvalidOperationException($"Component \"{_owner.Component}\" asks for state \"{name}\" in version {options.Version}. Versions begin with 1.");

    private TState Add<TState, T>(TState state, StateOptions<T> options)
        where TState : TaskState<T>
    {
        if (_unclaimed.TryGetValue(state.Name, out var pieces))
            state.Restore(new RestoredChain(state.Label, pieces, options.Upgrade is not null), options);
        _unclaimed.Remove(state.Name);
        _states.Add(state.Name, state);
        if (_states.Count == 1)
            OnFirst?.Invoke();
        return state;
    }
}
