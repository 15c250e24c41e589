using Topology.Connectors.Sources;

namespace Topology.Connectors;

/// <summary>The base of sources that can be read again from a position: a subclass says what the splits are and reads them, this class does the rest.</summary>
/// <remarks>
/// <para>Effectively once: emits are untracked, the state holds the position after the last emit. At least once: emits are tracked, failed ones are emitted again,
/// and the state holds the first position not acked. At most once: emits are untracked, nothing is emitted again while the task lives.</para>
/// <para>With any guarantee a task that starts again begins where the last completed checkpoint says, or at the beginning if there is none. The positions are bound to
/// the task's index: the number of tasks cannot change.</para>
/// <para>When all splits have ended, it calls Complete; the task is done when nothing is pending. One item is emitted in each call of <see cref="Execute"/>.</para>
/// </remarks>
/// <typeparam name="TItem">What items are read into; kept while pending, so it must not change after it was read.</typeparam>
public abstract class PositionedSpout<TItem> : StatefulSpout<IValueState<Dictionary<string, long>>>, ICheckpointListener
{
    private readonly List<Split<TItem>> _splits = [];
    private readonly Queue<(long Id, Dictionary<string, long> Saved)> _begun = new();
    private TopologyContext? _context;
    private SpoutOutputCollector? _collector;
    private IValueState<Dictionary<string, long>>? _state;
    private PendingItems<TItem>? _pending; // null: emits are untracked
    private Value[] _values = [];
    private int _current;
    private int _turn;
    private bool _isCompleted;

    /// <summary>The fields of the default stream. Asked before Prepare too, so it must depend on nothing but the constructor.</summary>
    protected abstract Fields OutputFields { get; }

    /// <summary>How often one item is emitted at most, if it fails each time; then it is reported and left out. Asked once, in Prepare; used with at-least-once only.</summary>
    /// <value>At least 1; default: without limit.</value>
    protected virtual int MaxEmits => int.MaxValue;

    /// <summary>After how many items of one split another gets its turn, if both have some.</summary>
    /// <value>At least 1; default: without limit, so one split is read to its end before the next is opened.</value>
    protected virtual int TurnLength => int.MaxValue;

    /// <summary>This task's place in the topology. From Prepare on.</summary>
    protected TopologyContext Context => _context ?? throw new InvalidOperationException($"{GetType().Name} was used before Prepare.");

    /// <summary>For <see cref="SpoutOutputCollector.Wake"/> and errors; what is emitted here is neither tracked nor in the state. From Prepare on.</summary>
    protected SpoutOutputCollector Collector => _collector ?? throw new InvalidOperationException($"{GetType().Name} was used before Prepare.");

    /// <summary>Says what this task reads. Called once, in InitState. Splits of the restored state that are not among them are read too, unless they had ended.</summary>
    /// <param name="taskIndex">The task's position among those of its component, from 0.</param>
    /// <param name="taskCount">How many there are.</param>
    /// <returns>Distinct names; each must belong to the same task after a restart.</returns>
    protected abstract IReadOnlyCollection<string> ListSplits(int taskIndex, int taskCount);

    /// <summary>Opens a split, when its first item is wanted.</summary>
    /// <param name="split">Its name.</param>
    /// <param name="position">Where to go on; null: at the beginning.</param>
    /// <returns>Owned by this class, which disposes it at the end of the split and in Cleanup.</returns>
    /// <exception cref="ConnectorException">It is not there, or does not reach to the position.</exception>
    protected abstract SplitReader<TItem> Open(string split, long? position);

    /// <summary>Makes a tuple of an item; again for each emit of it.</summary>
    /// <param name="item">The item.</param>
    /// <param name="values">One per field, to be set; valid during the call.</param>
    protected abstract void SetValues(in SourceItem<TItem> item, Span<Value> values);

    /// <inheritdoc/>
    public sealed override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
        ArgumentNullException.ThrowIfNull(declarer);
        declarer.Declare(OutputFields);
    }

    /// <summary>Notes context and collector; an override calls the base first.</summary>
    /// <inheritdoc/>
    public override void Prepare(TopologyContext context, SpoutOutputCollector collector)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _collector = collector;
        _values = new Value[OutputFields.Count];
        _pending = context.Config.Guarantee == DeliveryGuarantee.AtLeastOnce ? new PendingItems<TItem>(MaxEmits) : null;
    }

    /// <summary>Takes the positions up.</summary>
    /// <inheritdoc/>
    public sealed override void InitState(IValueState<Dictionary<string, long>> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        var saved = state.Value ?? [];
        var listed = ListSplits(Context.ThisTaskIndex, Context.GetComponentTasks(Context.ThisComponentId).Count);
        foreach (var name in listed.Concat(saved.Keys.Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal))
            _splits.Add(new Split<TItem>(name, saved.TryGetValue(name, out var position) ? position : null));
    }

    /// <summary>Emits one item, a failed one first.</summary>
    public sealed override void Execute()
    {
        if (_state is null)
            throw new InvalidOperationException($"Component \"{Context.ThisComponentId}\" was executed before InitState: it needs a runtime that keeps state.");
        if (_pending is not null && _pending.TryTakeFailed(out var id, out var failed))
            EmitWithId(id, failed);
        else if (TryRead(out var item))
            Emit(item);
        else
            CompleteAtEnd();
    }

    /// <inheritdoc/>
    public sealed override void Ack(Value messageId) => _pending?.Ack(messageId.AsInt64());

    /// <summary>Emits it again in the next Execute, or gives it up.</summary>
    /// <inheritdoc/>
    public sealed override void Fail(Value messageId, FailReason reason)
    {
        if (_pending?.Fail(messageId.AsInt64()) is not { } lost)
            return;
        Collector.ReportError(new ConnectorException(
            $"Component \"{Context.ThisComponentId}\" gives up the item at position {lost.Position} of {Shown(lost.Split)} after {MaxEmits} emits; the last one: {reason}."));
    }

    /// <summary>Puts the positions into the state.</summary>
    /// <inheritdoc/>
    public void BeforeCheckpoint(long checkpointId)
    {
        var saved = new Dictionary<string, long>(); // a new one: the last may still be on its way to the store
        foreach (var split in _splits)
        {
            if (split.ToSaved(_pending?.FirstPending(split.Name)) is { } position)
                saved[split.Name] = position;
        }
        if (_state is { } state)
            state.Value = saved;
        _begun.Enqueue((checkpointId, saved));
    }

    /// <summary>Releases what lies before the positions of the checkpoint.</summary>
    /// <inheritdoc/>
    public void CheckpointCompleted(long checkpointId)
    {
        Dictionary<string, long>? last = null;
        while (_begun.TryPeek(out var begun) && begun.Id <= checkpointId)
            last = _begun.Dequeue().Saved;
        foreach (var split in _splits)
        {
            if (last is not null && last.TryGetValue(split.Name, out var position))
                split.Release(position);
        }
    }

    /// <summary>Closes the splits; an override calls the base.</summary>
    public override void Cleanup() => _splits.ForEach(split => split.Close());

    private static string Shown(string split) => split.Length == 0 ? "its source" : $"\"{split}\"";

    private bool TryRead(out SourceItem<TItem> item)
    {
        for (var tried = 0; tried <= _splits.Count && _splits.Count > 0; tried++)
        {
            if (_turn < TurnLength && _splits[_current].TryRead(Open, out item))
            {
                _turn++;
                return true;
            }
            _turn = 0;
            _current = (_current + 1) % _splits.Count;
        }
        item = default;
        return false;
    }

    private void Emit(in SourceItem<TItem> item)
    {
        if (_pending is not null)
        {
            EmitWithId(_pending.Add(item), item);
            return;
        }
        SetValues(item, _values);
        Collector.Emit(_values);
    }

    private void EmitWithId(long id, in SourceItem<TItem> item)
    {
        SetValues(item, _values);
        Collector.EmitWithId(id, _values);
    }

    // What is pending may still fail; then it is emitted again: the runtime waits for that.
    private void CompleteAtEnd()
    {
        if (_isCompleted || !_splits.TrueForAll(split => split.IsEnded))
            return;
        _isCompleted = true;
        Collector.Complete();
    }
}
