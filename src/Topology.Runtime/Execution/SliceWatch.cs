namespace Topology.Runtime.Execution;

/// <summary>What a thread that runs slices lets others see, so that they find out when user code holds it.</summary>
public abstract class SliceWatch
{
    private Executor? _running;
    private long _slices;
    private long _seenSlice = -1;
    private int _seenTimes;

    private protected SliceWatch()
    {
    }

    /// <summary>The thread itself calls it.</summary>
    internal void BeginSlice(Executor executor)
    {
        Volatile.Write(ref _slices, _slices + 1);
        Volatile.Write(ref _running, executor);
    }

    /// <summary>The thread itself calls it.</summary>
    internal void EndSlice() => Volatile.Write(ref _running, null);

    /// <summary>To be called at equal intervals, by one thread.</summary>
    /// <returns>The executor in work, if it was the same slice that many times in a row.</returns>
    internal Executor? HeldBy(int times)
    {
        var executor = Volatile.Read(ref _running);
        var slice = Volatile.Read(ref _slices);
        _seenTimes = executor is not null && slice == _seenSlice ? _seenTimes + 1 : 0;
        _seenSlice = slice;
        return _seenTimes >= times ? executor : null;
    }
}
