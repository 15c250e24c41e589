namespace Topology.Runtime.Windows;

/// <summary>The aggregate of the first tuples of a queue, for windows that move on over single tuples: each tuple costs a constant number of merges in all. Pure but for the contents; one thread.</summary>
/// <remarks>As <see cref="SlidingTotal{T}"/>, but by position instead of by slice. A tuple that comes between others that are in it makes the front or the back begin anew, so that
/// order is kept, unless the contents can subtract.</remarks>
internal sealed class TupleTotal<T>(WindowContents<T> contents, SliceQueue<(KeptTuple Kept, bool IsHeld)> tuples)
{
    private readonly bool _subtracts = contents.CanSubtract;
    private readonly WindowInput _again = new();
    private T _total = contents.Create(); // with subtraction: of all that are in it; without: of those behind the front
    private T[] _front = []; // of each tuple with those that follow it in the front
    private int _frontNext;
    private int _frontCount;
    private int _count; // tuples in it, the front's included

    private int FrontLeft => _frontCount - _frontNext;

    /// <summary>The aggregate of so many tuples, to be read only; at least one, and none fewer than are in it.</summary>
    public T Of(int count)
    {
        if (!_subtracts && FrontLeft == 0)
            return Flip(count);
        for (; _count < count; _count++)
            _total = Add(_total, _count);
        return _subtracts ? _total : contents.Merge(contents.Copy(_front[_frontNext]), _total);
    }

    /// <summary>A tuple has come to a position.</summary>
    public void Inserted(int position)
    {
        if (position >= _count)
            return;
        _count++;
        if (_subtracts)
            _total = Add(_total, position);
        else if (position < FrontLeft)
            Restart();
        else
            AddBack();
    }

    /// <summary>The first ones are about to be removed.</summary>
    public void Leaving(int count)
    {
        if (_subtracts)
        {
            for (var i = 0; i < Math.Min(count, _count); i++)
                _total = contents.Subtract(_total, Add(contents.Create(), i));
        }
        else if (count <= FrontLeft)
        {
            Array.Clear(_front, _frontNext, count);
            _frontNext += count;
        }
        else
        {
            Restart(); // some of those behind the front leave: what is left of them becomes the front
        }
        _count = Math.Max(0, _count - count);
    }

    /// <summary>Forgets everything.</summary>
    public void Restart()
    {
        Array.Clear(_front, 0, _frontCount);
        _frontNext = _frontCount = _count = 0;
        _total = contents.Create();
    }

    /// <summary>Those behind the front once more, in order.</summary>
    private void AddBack()
    {
        _total = contents.Create();
        for (var i = FrontLeft; i < _count; i++)
            _total = Add(_total, i);
    }

    private T Flip(int count)
    {
        Restart();
        if (_front.Length < count)
            _front = new T[Math.Max(count, _front.Length * 3 / 2)];
        for (var i = count - 1; i >= 0; i--)
        {
            var own = Add(contents.Create(), i);
            _front[i] = i == count - 1 ? own : contents.Merge(own, _front[i + 1]);
        }
        _frontCount = _count = count;
        return _front[0];
    }

    private T Add(T value, int position) => contents.AddAgain(value, _again.SetAgain(tuples.ValueAt(position).Kept));
}
