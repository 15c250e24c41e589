using System.Buffers.Binary;
using RocksDbSharp;
using Topology.Runtime.State;

namespace Topology.State.RocksDb;

/// <summary>Keeps the database open until it is disposed.</summary>
internal sealed class EntrySnapshot : IEntrySnapshot
{
    private readonly TaskDatabase _database;
    private readonly Snapshot _snapshot;
    private readonly ReadOptions _options;
    private readonly PrefixedKey _key;
    private readonly ushort _number;
    private int _isDisposed;

    public EntrySnapshot(TaskDatabase database, ushort number)
    {
        _database = database;
        _number = number;
        _key = new PrefixedKey(number);
        _snapshot = database.TakeSnapshot();
        _options = new ReadOptions().SetSnapshot(_snapshot);
    }

    public int Read(ReadOnlySpan<byte> key, ref byte[] value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return _database.Read(_key.Of(key), ref value, _options);
    }

    public IEntryCursor Open()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var end = new byte[PrefixedKey.PrefixBytes];
        BinaryPrimitives.WriteUInt16BigEndian(end, checked((ushort)(_number + 1)));
        var options = new ReadOptions().SetSnapshot(_snapshot).SetFillCache(false).SetIterateUpperBound(end);
        return new EntryCursor(_database.Iterate(options), _key.Of([]), options);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _snapshot.Dispose();
        _database.Release();
    }
}

internal sealed class EntryCursor : IEntryCursor
{
    private readonly Iterator _iterator;
    private readonly ReadOptions _options; // the iterator uses its bound
    private bool _isBefore = true; // the entry it stands on

    public EntryCursor(Iterator iterator, ReadOnlySpan<byte> start, ReadOptions options)
    {
        _iterator = iterator.Seek(start);
        _options = options;
    }

    public ReadOnlySpan<byte> Key => _iterator.GetKeySpan()[PrefixedKey.PrefixBytes..];

    public ReadOnlySpan<byte> Value => _iterator.GetValueSpan();

    public bool Move()
    {
        if (!_isBefore)
            _iterator.Next();
        _isBefore = false;
        if (_iterator.Valid())
            return true;
        Native.Instance.rocksdb_iter_get_error(_iterator.Handle); // throws, if it has not come to the end
        return false;
    }

    public void Dispose()
    {
        _iterator.Dispose();
        GC.KeepAlive(_options);
    }
}
