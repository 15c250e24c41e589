using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>One value. A change makes a full piece.</summary>
internal sealed class ValueState<T>(StateLabel label, IValueSerializer serializer) : TaskState<T>(label), IValueState<T>
{
    public static readonly string Shown = $"IValueState<{typeof(T)}>";

    private static readonly bool IsFixed = Immutability.Of(typeof(T));
    private readonly EntryCodec<T> _codec = new(serializer);
    private T? _value;
    private bool _isChanged;

    public override string ShownType => Shown;

    public bool HasValue { get; private set; }

    public T? Value
    {
        get => _value;
        set => Set(value, hasValue: true);
    }

    public void Clear() => Set(default, hasValue: false);

    public override StatePiece? Take(bool full)
    {
        if (!full && !_isChanged)
            return null;
        _isChanged = false;
        T[] items = HasValue ? [_value!] : []; // null is one of T's then
        return Label.Piece(isFull: true, items.Length, IsFixed, target => PieceFormat.WriteItems(items, _codec, target));
    }

    public override void Restore(RestoredChain chain, StateOptions<T> options)
    {
        if (chain.IsMoved)
        {
            throw chain.Damaged($"is one value for each task, and the component now has {chain.Owner.Tasks} tasks.",
                "Keep the number of tasks, or keep values by key (IKeyValueState) or in a list (IListState), which can be dealt out anew.");
        }
        var values = new EntryReader<T>(_codec, options);
        chain.Read((RestoredPiece piece, ref WireReader reader) =>
        {
            HasValue = reader.ReadVarint(1, "values") == 1;
            _value = HasValue ? values.Read(ref reader, piece.Content, piece.Entry.Version) : default;
        });
        _isChanged = chain.IsOutdated;
    }

    private void Set(T? value, bool hasValue)
    {
        _value = value;
        HasValue = hasValue;
        _isChanged = true;
    }
}
