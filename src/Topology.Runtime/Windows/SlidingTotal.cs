namespace Topology.Runtime.Windows;

/// <summary>The aggregate of the slices of one key that lie in a window, for windows that move on: each slice costs a constant number of merges in all. Pure but for the contents.</summary>
/// <remarks>
/// With contents that can subtract it is a running total. Else it is a queue of two stacks: the slices of the front one are each kept merged with all that follow them in it, those of the back one in one
/// aggregate; when the front is used up, the back becomes the front.
/// </remarks>
internal sealed class SlidingTotal<T>(WindowContents<T> contents, SliceQueue<T> slices)
{
    private readonly bool _subtracts = contents.CanSubtract;
    private long _from = long.MinValue; // the slices in it are from here
    private long _to = long.MinValue; // to here, exclusive
    private T _total = contents.Create(); // with subtraction: of all; without: of the back
    private T[] _front = []; // by the position when it was made
    private long[] _frontIds = [];
    private int _frontCount;
    private int _frontNext;

    /// <summary>The aggregate of [from, to), to be read only; neither bound may ever move back. There is a slice in it.</summary>
    public T Of(long from, long to)
    {
        if (from >= _to)
            Restart(from);
        if (_subtracts)
            return Move(from, to);
        if (!HasFront(from))
            return Flip(from, to);
        Extend(to);
        return contents.Merge(contents.Copy(_front[_frontNext]), _total);
    }

    /// <summary>A tuple was added to a slice that may be in it.</summary>
    public void Added(long slice, WindowInput input)
    {
        if (slice < _from || slice >= _to)
            return;
        if (_subtracts)
            _total = contents.Add(_total, input);
        else
            _to = _from; // begins anew
    }

    /// <summary>Slices before this one are about to be removed.</summary>
    public void Leave(long before)
    {
        if (!_subtracts || before <= _from)
            return;
        if (before >= _to)
            Restart(before);
        else
            Subtract(before);
    }

    private T Move(long from, long to)
    {
        Subtract(from);
        Extend(to);
        return _total;
    }

    private void Subtract(long from)
    {
        if (from <= _from)
            return;
        for (var i = slices.PositionOf(_from); i < slices.Count && slices.IdAt(i) < from; i++)
            _total = contents.Subtract(_total, slices.ValueAt(i));
        _from = from;
    }

    private void Extend(long to)
    {
        for (var i = slices.PositionOf(_to); i < slices.Count && slices.IdAt(i) < to; i++)
            _total = contents.Merge(_total, slices.ValueAt(i));
        _to = to;
    }

    private void Restart(long from)
    {
        _from = _to = from;
        _total = contents.Create();
        _frontCount = _frontNext = 0;
    }

    private bool HasFront(long from)
    {
        while (_frontNext < _frontCount && _frontIds[_frontNext] < from)
            _front[_frontNext++] = default!; // not read again
        _from = from;
        return _frontNext < _frontCount && _to > _from;
    }

    private T Flip(long from, long to)
    {
        var first = slices.PositionOf(from);
        var count = slices.PositionOf(to) - first;
        if (_front.Length < count)
        {
            _front = new T[Math.Max(count, _front.Length * 3 / 2)];
            _frontIds = new long[_front.Length];
        }
        for (var i = count - 1; i >= 0; i--)
        {
            var own = contents.Copy(slices.ValueAt(first + i));
            _front[i] = i == count - 1 ? own : contents.Merge(own, _front[i + 1]);
            _frontIds[i] = slices.IdAt(first + i);
        }
        Array.Clear(_front, count, Math.Max(0, _frontCount - count));
        (_frontCount, _frontNext) = (count, 0);
        (_from, _to) = (from, to);
        _total = contents.Create();
        return _front[0];
    }
}
