using System.Collections;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>A list. A change makes a full piece.</summary>
internal sealed class ListState<T>(StateLabel label, IValueSerializer serializer) : TaskState<T>(label), IListState<T>
{
    public static readonly string Shown = $"IListState<{typeof(T)}>";

    private static readonly bool IsFixed = Immutability.Of(typeof(T));
    private readonly EntryCodec<T> _codec = new(serializer);
    private readonly List<T> _items = [];
    private bool _isChanged;

    public override string ShownType => Shown;

    public int Count => _items.Count;

    public T this[int index] => _items[index];

    public void Add(T item)
    {
        _items.Add(item);
        _isChanged = true;
    }

    public void Replace(IEnumerable<T> items)
    {
        T[] all = [.. items]; // may come from this list
        _items.Clear();
        _items.AddRange(all);
        _isChanged = true;
    }

    public void Clear()
    {
        _isChanged |= _items.Count > 0;
        _items.Clear();
    }

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override StatePiece? Take(bool full)
    {
        if (!full && !_isChanged)
            return null;
        _isChanged = false;
        T[] items = [.. _items];
        return Label.Piece(isFull: true, items.Length, IsFixed, target => PieceFormat.WriteItems(items, _codec, target));
    }

    /// <summary>Other numbers of tasks get the items of all tasks in turn.</summary>
    public override void Restore(RestoredChain chain, StateOptions<T> options)
    {
        var values = new EntryReader<T>(_codec, options);
        var (task, tasks) = chain.IsMoved ? (chain.Owner.Task, chain.Owner.Tasks) : (0, 1);
        var next = 0;
        chain.Read((RestoredPiece piece, ref WireReader reader) =>
        {
            for (var left = reader.ReadCount(1, "items"); left > 0; left--)
            {
                var item = values.Read(ref reader, piece.Content, piece.Entry.Version);
                if (next == task)
                    _items.Add(item);
                next = (next + 1) % tasks;
            }
        });
        _isChanged = chain.IsOutdated;
    }
}
