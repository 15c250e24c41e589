namespace Topology.State.RocksDb;

/// <summary>How much of the machine a <see cref="RocksDbStorage"/> takes. The defaults suit a process that has a gigabyte.</summary>
public sealed record RocksDbStorageOptions
{
    /// <summary>A folder for files that are of no use after the process, on a disk; several processes may share it. Null: one of the user's in the system's folder for temporary files, which is in memory on some machines.</summary>
    public string? Folder { get; init; }

    /// <summary>Memory for blocks read, for filters and for what is not in files yet, of all tasks together. RocksDB takes a few megabytes for each task besides.</summary>
    public long MemoryBytes { get; init; } = 256 << 20;

    /// <summary>The part of <see cref="MemoryBytes"/> that what is not in files yet may take; then some of it is written to files.</summary>
    public long WriteBufferBytes { get; init; } = 64 << 20;

    /// <summary>Pieces of checkpoints are about as large at most: one is in memory while it is written.</summary>
    public int PieceBytes { get; init; } = 32 << 20;
}
