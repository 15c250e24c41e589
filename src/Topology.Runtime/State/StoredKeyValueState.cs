using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>Values by key in a storage; only the keys that have changed since the last piece are on the heap.</summary>
/// <remarks>Keys and values are kept as a piece has them, so a piece is made without reading them. Keys are the same if their bytes are. Once there is more to list than
/// the whole state is long, or than there is room for, the list is given up, and the next piece is a full one.</remarks>
internal sealed class StoredKeyValueState<TKey, TValue>(StateLabel label, IValueSerializer serializer, IEntryTable table, int pieceBytes)
    : TaskState<TValue>(label), IKeyValueState<TKey, TValue>
    where TKey : notnull
{
    private const long MostChangedBytes = 64 << 20;

    private readonly KeyValueCodec<TKey, TValue> _codec = new(new EntryCodec<TKey>(serializer), new EntryCodec<TValue>(serializer));
    private readonly EncodeBuffer _entry = new(); // the value in hand
    private readonly Lock _gate = new(); // of the pieces
    private readonly HashSet<StoredPiece> _unwritten = [];
    private EncodeBuffer _key = new(); // in hand
    private EncodeBuffer _last = new(); // the key before
    private bool? _isLastThere; // null: not known
    private byte[] _value = new byte[256];
    private ChangedKeys _changed = new(); // in vain while a full piece is due
    private int _additions; // so far
    private int _changes; // likewise
    private long _inChanges; // entries of pieces since the last full one
    private bool _isFullDue = true;
    private bool _isChanged; // meant only while a full piece is due

    public override string ShownType => KeyValueState<TKey, TValue>.Shown;

    public long Count { get; private set; }

    public TValue? Get(TKey key) => TryGet(key, out var value) ? value : default;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        SetKey(key);
        var length = table.Read(_key.Written, ref _value);
        _isLastThere = length >= 0;
        value = length >= 0 ? ReadValue(_value.AsMemory(0, length)) : default;
        return length >= 0;
    }

    public void Put(TKey key, TValue value)
    {
        SetKey(key);
        Write(_codec.Values, value, _entry);
        if (!IsThere())
        {
            Count++;
            _additions++;
        }
        table.Write(_key.Written, _entry.Written);
        Changed(isThere: true);
    }

    public bool Remove(TKey key)
    {
        SetKey(key);
        if (!IsThere())
            return false;
        Count--;
        table.Remove(_key.Written);
        Changed(isThere: false);
        return true;
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        using var snapshot = table.TakeSnapshot();
        using var cursor = snapshot.Open();
        var (additions, changes) = (_additions, _changes);
        while (additions == _additions ? cursor.Move() : throw new InvalidOperationException($"State \"{Name}\" has got new keys while it is enumerated."))
        {
            var keyBytes = cursor.Key.ToArray();
            var (key, value) = (ReadKey(keyBytes), cursor.Value.ToArray());
            if (changes == _changes)
                yield return new KeyValuePair<TKey, TValue>(key, ReadValue(value));
            else if (table.Read(keyBytes, ref value) is >= 0 and var length)
                yield return new KeyValuePair<TKey, TValue>(key, ReadValue(value.AsMemory(0, length)));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override StatePiece? Take(bool full)
    {
        if (_isFullDue ? !full && !_isChanged : !full && _changed.Count == 0)
            return null;
        var isFull = full || _isFullDue;
        var piece = new StoredPiece(Label, table.TakeSnapshot(), isFull ? null : _changed, pieceBytes, Written);
        lock (_gate)
            _unwritten.Add(piece);
        var entries = isFull ? Count : _changed.Count;
        _inChanges = isFull ? 0 : _inChanges + entries;
        _changed = new ChangedKeys();
        _isFullDue = _isChanged = false;
        return piece.First(entries);
    }

    public override void GiveUp()
    {
        StoredPiece[] pieces;
        lock (_gate)
            pieces = [.. _unwritten];
        foreach (var piece in pieces)
            piece.Dispose();
    }

    public override void Restore(RestoredChain chain, StateOptions<TValue> options)
    {
        var place = new KeyPlace<TKey>(chain);
        var values = new EntryReader<TValue>(_codec.Values, options);
        chain.Read((RestoredPiece piece, ref WireReader reader) => Read(piece, ref reader, place, values));
        _isFullDue = _isChanged = chain.IsOutdated;
        _inChanges = chain.Changes;
        _changed = new ChangedKeys();
    }

    private void Read(RestoredPiece piece, ref WireReader reader, KeyPlace<TKey> place, EntryReader<TValue> values)
    {
        for (var left = reader.ReadCount(1, "removed keys"); left > 0; left--)
        {
            var key = _codec.ReadKey(ref reader, piece.Content);
            if (place.IsHere(piece, key))
                Remove(key);
        }
        for (var left = reader.ReadCount(2, "entries"); left > 0; left--)
        {
            var key = _codec.ReadKey(ref reader, piece.Content);
            var value = values.Read(ref reader, piece.Content, piece.Entry.Version);
            if (place.IsHere(piece, key))
                Put(key, value);
        }
    }

    /// <summary>Takes a key in hand, and keeps what is known of it if it was the last one.</summary>
    private void SetKey(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var known = _isLastThere;
        _isLastThere = null; // should the key not be written to its end
        (_key, _last) = (_last, _key);
        Write(_codec.Keys, key, _key);
        if (_key.Written.SequenceEqual(_last.Written))
            _isLastThere = known;
    }

    private void Write<T>(EntryCodec<T> codec, T item, EncodeBuffer target)
    {
        target.Clear();
        try
        {
            codec.Write(item, target);
        }
        catch (Exception e)
        {
            throw Label.Unwritable(e);
        }
    }

    private bool IsThere()
    {
        if (_isLastThere is { } known)
            return known;
        return !_isFullDue && _changed.TryGet(_key.Written, out var isThere) ? isThere : table.Read(_key.Written, ref _value) >= 0;
    }

    /// <summary>Notes a change of the key in hand.</summary>
    private void Changed(bool isThere)
    {
        _isLastThere = isThere;
        _changes++;
        if (_isFullDue)
        {
            _isChanged = true;
            return;
        }
        _changed.Set(_key.Written, isThere);
        if (_inChanges + _changed.Count <= Count && _changed.Bytes <= MostChangedBytes)
            return;
        _changed = new ChangedKeys();
        _isFullDue = _isChanged = true;
    }

    private TKey ReadKey(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        return _codec.ReadKey(ref reader, bytes);
    }

    private TValue ReadValue(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes.Span);
        return _codec.Values.Read(ref reader, bytes);
    }

    private void Written(StoredPiece piece)
    {
        lock (_gate)
            _unwritten.Remove(piece);
    }
}
