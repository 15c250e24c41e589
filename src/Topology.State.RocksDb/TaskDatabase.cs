using RocksDbSharp;
using Topology.Runtime.State;
using Database = RocksDbSharp.RocksDb;

namespace Topology.State.RocksDb;

/// <summary>The database of one instance of a task. Closed, and its files removed, when the instance and the last snapshot are gone.</summary>
internal sealed class TaskDatabase(Database database, string path, Action closed) : ITaskStorage
{
    private readonly WriteOptions _write = new WriteOptions().DisableWal(1);
    private readonly ReadOptions _read = new();
    private int _users = 1; // snapshots, and the instance
    private ushort _tables;
    private bool _isDisposed;

    public IEntryTable AddTable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new EntryTable(this, checked(++_tables));
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Release();
    }

    public int Read(ReadOnlySpan<byte> key, ref byte[] value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Read(key, ref value, _read);
    }

    /// <summary>For whoever is a user.</summary>
    public unsafe int Read(ReadOnlySpan<byte> key, ref byte[] value, ReadOptions options)
    {
        fixed (byte* keyStart = key)
        {
            while (true)
            {
                nuint length;
                byte found;
                bool isAll;
                fixed (byte* start = value)
                    isAll = Native.Instance.rocksdb_get_into_buffer(database.Handle, options.Handle, keyStart, (nuint)key.Length, (nint)start, (nuint)value.Length, out length, out found) != 0;
                if (found == 0)
                    return -1;
                if (isAll)
                    return (int)length;
                value = new byte[Math.Max((int)length, 2 * value.Length)];
            }
        }
    }

    public void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        database.Put(key, value, cf: null, writeOptions: _write);
    }

    public void Remove(ReadOnlySpan<byte> key)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        database.Remove(key, cf: null, writeOptions: _write);
    }

    public Snapshot TakeSnapshot()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var snapshot = database.CreateSnapshot();
        Interlocked.Increment(ref _users); // not from 0: the instance is there
        return snapshot;
    }

    public Iterator Iterate(ReadOptions options) => database.NewIterator(cf: null, readOptions: options);

    /// <summary>A snapshot is gone, or the instance.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        database.Dispose();
        ScratchFolder.TryRemove(path);
        closed();
    }
}
