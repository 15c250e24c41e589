using System.Runtime.CompilerServices;

namespace Topology.Runtime.Windows;

/// <summary>The slices of one key that have something, in order. Slices without anything take no memory.</summary>
internal sealed class SliceQueue<T>
{
    private const int FirstLength = 2;

    private long[] _ids = new long[FirstLength];
    private T[] _values = new T[FirstLength];
    private HoldList?[]? _holds; // unless no input was tracked
    private int _start;
    private int _end;

    public int Count => _end - _start;

    public long First => _ids[_start];

    public long Last => _ids[_end - 1];

    public bool IsEmpty => _start == _end;

    /// <summary>The value of the slice that came last; only if there is one.</summary>
    public ref T LastValue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _values[_end - 1];
    }

    /// <summary>Positions are 0 … Count − 1, in the order of the ids.</summary>
    public long IdAt(int position) => _ids[_start + position];

    public ref T ValueAt(int position) => ref _values[_start + position];

    public ReadOnlySpan<HoldList?> HoldsIn(int from, int to) => _holds is null ? default : _holds.AsSpan(_start + from, to - from);

    public ref HoldList? HoldsAt(int position)
    {
        _holds ??= new HoldList?[_ids.Length];
        return ref _holds[_start + position];
    }

    /// <summary>The position of the first slice that is not before this one.</summary>
    public int PositionOf(long id)
    {
        var (low, high) = (_start, _end);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_ids[middle] < id)
                low = middle + 1;
            else
                high = middle;
        }
        return low - _start;
    }

    /// <summary>Whether there is such a slice at the position.</summary>
    public bool IsAt(int position, long id) => position < Count && IdAt(position) == id;

    /// <summary>Puts a slice before what is at the position.</summary>
    public void Insert(int position, long id, T value)
    {
        if (_end == _ids.Length)
            MakeRoom();
        var at = _start + position;
        var moved = _end - at;
        Array.Copy(_ids, at, _ids, at + 1, moved);
        Array.Copy(_values, at, _values, at + 1, moved);
        if (_holds is not null)
        {
            Array.Copy(_holds, at, _holds, at + 1, moved);
            _holds[at] = null;
        }
        _ids[at] = id;
        _values[at] = value;
        _end++;
    }

    /// <summary>Removes the first ones.</summary>
    public void RemoveFirst(int count)
    {
        Array.Clear(_values, _start, count);
        if (_holds is not null)
            Array.Clear(_holds, _start, count);
        _start += count;
        if (_start == _end)
            _start = _end = 0;
    }

    /// <summary>Removes all from a position on.</summary>
    public void Truncate(int position)
    {
        Array.Clear(_values, _start + position, Count - position);
        _end = _start + position;
    }

    private void MakeRoom()
    {
        // Half of it free: what is moved to the front is paid for by what was removed there.
        if (_start >= _ids.Length / 2)
        {
            Move(_ids, _values, _holds);
            return;
        }
        var length = _ids.Length + Math.Max(FirstLength, _ids.Length / 2);
        Move(new long[length], new T[length], _holds is null ? null : new HoldList?[length]);
    }

    private void Move(long[] ids, T[] values, HoldList?[]? holds)
    {
        var count = Count;
        Array.Copy(_ids, _start, ids, 0, count);
        Array.Copy(_values, _start, values, 0, count);
        if (ReferenceEquals(values, _values))
            Array.Clear(_values, count, _end - count);
        if (_holds is not null && holds is not null)
        {
            Array.Copy(_holds, _start, holds, 0, count);
            if (ReferenceEquals(holds, _holds))
                Array.Clear(_holds, count, _end - count);
        }
        (_ids, _values, _holds, _start, _end) = (ids, values, holds, 0, count);
    }
}
