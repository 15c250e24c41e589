namespace Topology.Runtime.State;

/// <summary>Where values by key are kept as bytes instead of on the heap: one in a process. Any thread.</summary>
/// <remarks>It need not survive the process: what counts is in checkpoints, and every start begins with nothing.</remarks>
public interface IStateStorage
{
    /// <summary>A piece of a checkpoint that has got as large is ended, and goes on in another one.</summary>
    int PieceBytes { get; }

    /// <summary>Makes an empty place for a new instance of a task; there may still be one of a former instance.</summary>
    ITaskStorage Open(StateOwner owner);
}

/// <summary>What one instance of a task keeps. On its executor's thread only.</summary>
/// <remarks>Disposed when the instance is gone. Snapshots that there are then may still be read; the place goes with the last of them.</remarks>
public interface ITaskStorage : IDisposable
{
    /// <summary>An empty table for one state; cannot be removed by itself.</summary>
    IEntryTable AddTable();
}

/// <summary>Entries of one state, by keys that are the same if their bytes are. On the executor's thread only.</summary>
public interface IEntryTable
{
    /// <summary>Copies the value of a key.</summary>
    /// <param name="key">As it was written.</param>
    /// <param name="value">Replaced by a larger array if it is too small.</param>
    /// <returns>The value's length; -1 if there is none.</returns>
    /// <exception cref="ObjectDisposedException">The task's instance is gone.</exception>
    int Read(ReadOnlySpan<byte> key, ref byte[] value);

    /// <summary>Sets the value of a key.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Removes a key, if it is there.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    void Remove(ReadOnlySpan<byte> key);

    /// <summary>The table as it is now, without a copy. To be disposed soon: until then nothing of it is freed.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    IEntrySnapshot TakeSnapshot();
}

/// <summary>A table as it was. One thread at a time, any. Disposed after its cursors.</summary>
public interface IEntrySnapshot : IDisposable
{
    /// <inheritdoc cref="IEntryTable.Read" path="/summary|/param|/returns"/>
    int Read(ReadOnlySpan<byte> key, ref byte[] value);

    /// <summary>Every entry, in the order of the keys' bytes.</summary>
    IEntryCursor Open();
}

/// <summary>Goes through a snapshot, and stands before the first entry.</summary>
public interface IEntryCursor : IDisposable
{
    /// <summary>Valid until the next move.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>Valid until the next move.</summary>
    ReadOnlySpan<byte> Value { get; }

    /// <summary>Goes on to the next entry; false if there is none.</summary>
    bool Move();
}
