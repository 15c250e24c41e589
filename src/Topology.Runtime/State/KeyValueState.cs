using System.Buffers;
using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Topology.Engine;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>Values by key, which knows the keys that have changed since the last piece.</summary>
/// <remarks>Each cell bears the epoch of its last change, an epoch being the time between two pieces: so a key is listed once, by the first change. Once
/// there is more to list than the whole state is long, the list is given up, and the next piece is a full one; this also bounds what is kept if no piece is asked for.</remarks>
internal sealed class KeyValueState<TKey, TValue>(StateLabel label, IValueSerializer serializer) : TaskState<TValue>(label), IKeyValueState<TKey, TValue>, IStateCells<TKey, TValue>
    where TKey : notnull
{
    public static readonly string Shown = $"IKeyValueState<{typeof(TKey)}, {typeof(TValue)}>";

    private const int ScanShare = 16; // looking at one cell after the other costs about a sixteenth of finding one by its key
    private const int Removed = -1; // as an epoch: only until the next piece, and listed
    private static readonly bool IsFixed = Immutability.Of(typeof(TKey)) && Immutability.Of(typeof(TValue));

    private readonly KeyValueCodec<TKey, TValue> _codec = new(new EntryCodec<TKey>(serializer), new EntryCodec<TValue>(serializer));
    private readonly Dictionary<TKey, StateCell<TValue>> _cells = new(ContentComparer<TKey>.OrNull);
    private readonly List<TKey> _listed = []; // changed in this epoch, unless the next piece is a full one
    private int _removed; // cells
    private int _epoch = 1; // never 0, which new and restored cells have
    private long _inChanges; // entries of pieces since the last full one
    private bool _isFullDue = true;
    private bool _isChanged; // meant only while a full piece is due

    public override string ShownType => Shown;

    public long Count => _cells.Count - _removed;

    public TValue? Get(TKey key)
    {
        ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, key);
        return Unsafe.IsNullRef(ref cell) ? default : cell.Value; // a removed one has none
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        ref var cell = ref Find(key);
        var isThere = !Unsafe.IsNullRef(ref cell);
        value = isThere ? cell.Value! : default; // was put
        return isThere;
    }

    public ref StateCell<TValue> Find(TKey key)
    {
        ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, key);
        if (!Unsafe.IsNullRef(ref cell) && cell.Epoch == Removed)
            return ref Unsafe.NullRef<StateCell<TValue>>();
        return ref cell;
    }

    public void Change(ref StateCell<TValue> cell, TKey key, TValue value)
    {
        Debug.Assert(cell.Epoch != Removed, "the key was removed since it was found");
        cell.Value = value;
        if (cell.Epoch == _epoch)
            return;
        List(key);
        cell.Epoch = _epoch; // not moved by removals, which are all that List makes
    }

    public void Put(TKey key, TValue value)
    {
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, key, out _);
        if (cell.Epoch == Removed)
        {
            _removed--;
            cell.Epoch = _epoch; // it is listed
        }
        Change(ref cell, key, value);
    }

    public bool Remove(TKey key)
    {
        ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, key);
        if (Unsafe.IsNullRef(ref cell) || cell.Epoch == Removed)
            return false;
        if (_isFullDue)
        {
            _isChanged = true;
            return _cells.Remove(key);
        }
        var isListed = cell.Epoch == _epoch;
        cell = new StateCell<TValue> { Epoch = Removed };
        _removed++;
        if (!isListed)
            List(key);
        return true;
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        foreach (var (key, cell) in _cells)
        {
            if (cell.Epoch != Removed)
                yield return new KeyValuePair<TKey, TValue>(key, cell.Value!); // was put
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override StatePiece? Take(bool full)
    {
        if (!full && !_isChanged && _listed.Count == 0)
            return null;
        return full || _isFullDue ? TakeAll() : TakeChanges();
    }

    public override void Restore(RestoredChain chain, StateOptions<TValue> options)
    {
        var place = new KeyPlace<TKey>(chain);
        var values = new EntryReader<TValue>(_codec.Values, options);
        chain.Read((RestoredPiece piece, ref WireReader reader) => Read(piece, ref reader, place, values));
        _isFullDue = _isChanged = chain.IsOutdated;
        _inChanges = chain.Changes;
    }

    private void Read(RestoredPiece piece, ref WireReader reader, KeyPlace<TKey> place, EntryReader<TValue> values)
    {
        for (var left = reader.ReadCount(1, "removed keys"); left > 0; left--)
        {
            var key = _codec.ReadKey(ref reader, piece.Content);
            place.IsHere(piece, key);
            _cells.Remove(key);
        }
        var entries = reader.ReadCount(2, "entries");
        if (!place.IsMoved)
            _cells.EnsureCapacity(entries);
        for (; entries > 0; entries--)
        {
            var key = _codec.ReadKey(ref reader, piece.Content);
            var value = values.Read(ref reader, piece.Content, piece.Entry.Version);
            if (place.IsHere(piece, key))
                _cells[key] = new StateCell<TValue> { Value = value };
        }
    }

    /// <summary>Notes a change of a key that has not changed in this epoch.</summary>
    private void List(TKey key)
    {
        if (_isFullDue)
        {
            _isChanged = true;
            return;
        }
        _listed.Add(key);
        if (_inChanges + _listed.Count <= Count)
            return;
        DropRemoved();
        _listed.Clear();
        _isFullDue = _isChanged = true;
    }

    private StatePiece TakeAll()
    {
        DropRemoved();
        var count = _cells.Count;
        var pairs = ArrayPool<KeyValuePair<TKey, TValue>>.Shared.Rent(count);
        var next = 0;
        foreach (var (key, cell) in _cells)
            pairs[next++] = new KeyValuePair<TKey, TValue>(key, cell.Value!); // was put
        EndEpoch();
        _inChanges = 0;
        _isFullDue = false;
        return Label.Piece(isFull: true, count, IsFixed, Writer([], pairs, count));
    }

    private StatePiece TakeChanges()
    {
        var removed = new TKey[_removed];
        var count = _listed.Count - _removed;
        var pairs = ArrayPool<KeyValuePair<TKey, TValue>>.Shared.Rent(count);
        if (_listed.Count > _cells.Count / ScanShare)
            CopyByScan(removed, pairs);
        else
            CopyByList(removed, pairs);
        foreach (var key in removed)
            _cells.Remove(key);
        _inChanges += _listed.Count;
        EndEpoch();
        return Label.Piece(isFull: false, removed.Length + count, IsFixed, Writer(removed, pairs, count));
    }

    /// <summary>Works once, on any thread. The array is reused: a new one as long as the state would take longer to get, with the collection it causes, than to fill.</summary>
    private Action<EncodeBuffer> Writer(TKey[] removed, KeyValuePair<TKey, TValue>[]? pairs, int count) => target =>
    {
        var taken = Interlocked.Exchange(ref pairs, null) ?? throw new InvalidOperationException("it was made bytes before, which can be done once");
        try
        {
            _codec.Write(removed, taken.AsSpan(0, count), target);
        }
        finally
        {
            ArrayPool<KeyValuePair<TKey, TValue>>.Shared.Return(taken, clearArray: true);
        }
    };

    private void CopyByList(TKey[] removed, KeyValuePair<TKey, TValue>[] pairs)
    {
        var (nextRemoved, nextPair) = (0, 0);
        foreach (var key in _listed)
        {
            ref var cell = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, key); // listed ones are there
            if (cell.Epoch == Removed)
                removed[nextRemoved++] = key;
            else
                pairs[nextPair++] = new KeyValuePair<TKey, TValue>(key, cell.Value!); // was put
        }
    }

    private void CopyByScan(TKey[] removed, KeyValuePair<TKey, TValue>[] pairs)
    {
        var (nextRemoved, nextPair) = (0, 0);
        foreach (var (key, cell) in _cells)
        {
            if (cell.Epoch == Removed)
                removed[nextRemoved++] = key;
            else if (cell.Epoch == _epoch)
                pairs[nextPair++] = new KeyValuePair<TKey, TValue>(key, cell.Value!); // was put
        }
    }

    private void EndEpoch()
    {
        _listed.Clear();
        _removed = 0;
        _isChanged = false;
        _epoch++;
    }

    private void DropRemoved()
    {
        if (_removed == 0)
            return;
        foreach (var key in _listed)
        {
            if (CollectionsMarshal.GetValueRefOrNullRef(_cells, key).Epoch == Removed) // listed ones are there
                _cells.Remove(key);
        }
        _removed = 0;
    }
}
