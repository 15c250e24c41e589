using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.State;

/// <summary>A piece that is made of a snapshot when it is written, in parts that are not too large: each after the first holds changes to those before.</summary>
/// <remarks>The snapshot is let go of after the last part, after an error, or by <see cref="Dispose"/>, whichever comes first. One thread writes; any may dispose.</remarks>
internal sealed class StoredPiece : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StateLabel _label;
    private readonly IEntrySnapshot _snapshot;
    private readonly ChangedKeys? _changes;
    private readonly int _partBytes;
    private readonly Action<StoredPiece> _ended;
    private IEnumerator<bool>? _entries; // null before the first part
    private EncodeBuffer? _buffer; // of the part in hand
    private byte[] _value = new byte[256];
    private bool _isComplete;
    private bool _isWriting;
    private bool _isGivenUp;
    private bool _isReleased;

    /// <param name="label">Of its state.</param>
    /// <param name="snapshot">Owned by the piece.</param>
    /// <param name="changes">What it is to hold, not changed any more; null: all of the snapshot.</param>
    /// <param name="partBytes">A part that has as many is ended.</param>
    /// <param name="ended">Told when the snapshot has been let go of, on any thread.</param>
    public StoredPiece(StateLabel label, IEntrySnapshot snapshot, ChangedKeys? changes, int partBytes, Action<StoredPiece> ended)
    {
        (_label, _snapshot, _changes, _partBytes, _ended) = (label, snapshot, changes, partBytes, ended);
    }

    /// <param name="entries">In all parts.</param>
    public StatePiece First(long entries) => Part(_changes is null, entries);

    /// <summary>Nobody wants it any more: a part that is being written is the last, and what is asked for then fails.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isGivenUp = true;
            if (_isWriting)
                return; // whoever writes lets go
        }
        Release();
    }

    private StatePiece Part(bool isFull, long entries) =>
        new(_label.State, _label.Form, isFull, _label.Version, entries, () => _label.Encode(Write)) { Rest = () => _isComplete ? null : Part(isFull: false, entries: 0) };

    private void Write(EncodeBuffer target)
    {
        lock (_gate)
        {
            if (_isGivenUp)
                throw new InvalidOperationException("its checkpoint was given up, or its task has ended.");
            _isWriting = true;
        }
        try
        {
            WritePart(target);
        }
        finally
        {
            lock (_gate)
            {
                _isWriting = false;
                _isGivenUp |= !_isComplete && _buffer is not null; // it threw
            }
            if (_isComplete || _isGivenUp)
                Release();
        }
    }

    private void WritePart(EncodeBuffer target)
    {
        using var entries = _buffer = new EncodeBuffer();
        if (_entries is null)
            WriteRemoved(target);
        else
            target.WriteVarint(0);
        _entries ??= Entries().GetEnumerator();
        var (count, isMore) = (0u, true);
        while (entries.Length < _partBytes && (isMore = _entries.MoveNext()))
            count++;
        target.WriteVarint(count);
        PieceFormat.CheckSize(target.Length + (long)entries.Length);
        target.Write(entries.Written);
        _isComplete = !isMore;
        _buffer = null;
    }

    private void WriteRemoved(EncodeBuffer target)
    {
        byte[][] removed = _changes is null ? [] : [.. _changes.All.Where(change => !change.Value).Select(change => change.Key)];
        target.WriteVarint((uint)removed.Length);
        foreach (var key in removed)
            target.Write(key); // not many: there is a limit for changes
    }

    /// <summary>Writes an entry with each move.</summary>
    private IEnumerable<bool> Entries()
    {
        if (_changes is null)
        {
            using var cursor = _snapshot.Open();
            while (cursor.Move())
                yield return WriteEntry(cursor.Key, cursor.Value);
            yield break;
        }
        byte[][] keys = [.. _changes.All.Where(change => change.Value).Select(change => change.Key)];
        Array.Sort(keys, static (x, y) => x.AsSpan().SequenceCompareTo(y)); // a storage reads neighbours together
        foreach (var key in keys)
        {
            var length = _snapshot.Read(key, ref _value);
            yield return WriteEntry(key, _value.AsSpan(0, length));
        }
    }

    private bool WriteEntry(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        PieceFormat.CheckSize(_buffer!.Length + (long)key.Length + value.Length); // set while a part is in hand
        _buffer.Write(key);
        _buffer.Write(value);
        return true;
    }

    private void Release()
    {
        lock (_gate)
        {
            if (_isReleased)
                return;
            _isReleased = true;
        }
        _entries?.Dispose();
        _snapshot.Dispose();
        _ended(this);
    }
}
