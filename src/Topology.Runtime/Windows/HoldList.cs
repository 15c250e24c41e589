namespace Topology.Runtime.Windows;

/// <summary>Inputs that are acked later: those of one slice or window. One thread.</summary>
internal sealed class HoldList
{
    private readonly List<StreamTuple> _tuples = [];
    private int _shown; // so many of the first

    public bool IsListed { get; set; }

    public int Count => _tuples.Count;

    public void Add(StreamTuple tuple) => _tuples.Add(tuple);

    /// <summary>Takes over all of another one.</summary>
    public void Add(HoldList other)
    {
        _tuples.InsertRange(_shown, other._tuples.GetRange(0, other._shown));
        _shown += other._shown;
        _tuples.AddRange(other._tuples.GetRange(other._shown, other._tuples.Count - other._shown));
        other.Clear();
    }

    /// <summary>Appends those that no pane has shown, and notes that one does.</summary>
    public void TakeNew(List<StreamTuple> target)
    {
        for (; _shown < _tuples.Count; _shown++)
            target.Add(_tuples[_shown]);
    }

    public void Clear()
    {
        _tuples.Clear();
        _shown = 0;
    }

    /// <summary>Forgets those that were shown.</summary>
    public void DropShown()
    {
        _tuples.RemoveRange(0, _shown);
        _shown = 0;
    }

    /// <summary>Forgets those that are acked or failed.</summary>
    public void DropDone(Func<StreamTuple, bool> isDone)
    {
        var shown = 0;
        for (var i = 0; i < _shown; i++)
            shown += isDone(_tuples[i]) ? 0 : 1;
        _tuples.RemoveAll(tuple => isDone(tuple));
        _shown = shown;
    }

    public void ForEach(Action<StreamTuple> action)
    {
        foreach (var tuple in _tuples)
            action(tuple);
    }
}
