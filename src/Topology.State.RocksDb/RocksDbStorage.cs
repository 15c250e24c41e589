using System.Globalization;
using RocksDbSharp;
using Topology.Runtime.State;
using Database = RocksDbSharp.RocksDb;

namespace Topology.State.RocksDb;

/// <summary>Keeps values by key in RocksDB: a database for each instance of a task, in files that go with it, and one allowance of memory for all. Any thread.</summary>
/// <remarks>Nothing is written twice: there is no log, as a restart begins with a checkpoint anyway.</remarks>
public sealed class RocksDbStorage : IStateStorage, IDisposable
{
    private const int BitsOfFilter = 10; // a key: one look in a hundred at a block in vain
    private const int MostOpenFiles = 256; // a database
    private const ulong BufferBytes = 16 << 20; // of one database, before it is written to a file

    private readonly Lock _gate = new();
    private readonly ScratchFolder _folder;
    private readonly Cache _cache;
    private readonly nint _buffers; // counts write buffers of all databases, as part of the cache
    private readonly DbOptions _options;
    private int _opened; // so far
    private int _open; // now
    private bool _isDisposed;

    /// <summary>Makes the folder, and removes those of processes that have died.</summary>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="TopologyException">There can be no folder.</exception>
    public RocksDbStorage(RocksDbStorageOptions? options = null)
    {
        options ??= new RocksDbStorageOptions();
        if (options.WriteBufferBytes < 1 || options.MemoryBytes < options.WriteBufferBytes || options.PieceBytes < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options, "RocksDbStorageOptions: WriteBufferBytes and PieceBytes must be at least 1, and MemoryBytes not less than WriteBufferBytes.");
        PieceBytes = options.PieceBytes;
        _folder = new ScratchFolder(options.Folder ?? Path.Combine(Path.GetTempPath(), $"topology-state-{Environment.UserName}"));
        _cache = Cache.CreateLru((ulong)options.MemoryBytes);
        _buffers = Native.Instance.rocksdb_write_buffer_manager_create_with_cache((nuint)options.WriteBufferBytes, _cache.Handle, 0);
        _options = MakeOptions();
        Native.Instance.rocksdb_options_set_write_buffer_manager(_options.Handle, _buffers);
        Native.Instance.rocksdb_options_set_avoid_flush_during_shutdown(_options.Handle, 1);
    }

    /// <inheritdoc/>
    public int PieceBytes { get; }

    /// <summary>Memory that databases take of what they are allowed, now.</summary>
    public long UsedBytes => (long)_cache.GetUsage();

    /// <summary>The folder of this process, for those who look after disks.</summary>
    public string Folder => _folder.Path;

    /// <inheritdoc/>
    /// <exception cref="TopologyException">The database cannot be made.</exception>
    public ITaskStorage Open(StateOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        string path;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _open++;
            path = Path.Combine(Folder, (++_opened).ToString(CultureInfo.InvariantCulture));
        }
        try
        {
            return new TaskDatabase(Database.Open(_options, path), path, Closed);
        }
        catch (Exception e)
        {
            Closed();
            throw new TopologyException($"Component \"{owner.Component}\", task {owner.Task}: there can be no database in \"{path}\": {e.Message}", e);
        }
    }

    /// <summary>Removes the folder; if there are databases still, the last of them does.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            if (_open > 0)
                return;
        }
        End();
    }

    private void Closed()
    {
        lock (_gate)
        {
            if (--_open > 0 || !_isDisposed)
                return;
        }
        End();
    }

    private void End()
    {
        Native.Instance.rocksdb_write_buffer_manager_destroy(_buffers);
        _folder.Dispose();
    }

    private DbOptions MakeOptions()
    {
        var blocks = new BlockBasedTableOptions()
            .SetBlockCache(_cache)
            .SetCacheIndexAndFilterBlocks(true) // else they are not limited
            .SetPinL0FilterAndIndexBlocksInCache(true)
            .SetFilterPolicy(BloomFilterPolicy.Create(BitsOfFilter, false));
        return new DbOptions()
            .SetCreateIfMissing(true)
            .SetErrorIfExists(true)
            .SetBlockBasedTableFactory(blocks)
            .SetWriteBufferSize(BufferBytes)
            .SetCompression(Compression.Lz4)
            .SetMaxOpenFiles(MostOpenFiles)
            .IncreaseParallelism(Math.Clamp(Environment.ProcessorCount / 2, 2, 8))
            .SetInfoLogLevel(InfoLogLevel.Fatal)
            .SetKeepLogFileNum(1)
            .SetStatsDumpPeriodSec(0);
    }
}
