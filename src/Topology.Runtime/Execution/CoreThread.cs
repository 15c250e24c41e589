namespace Topology.Runtime.Execution;

/// <summary>One of the threads that serve all executors, as its monitor sees it.</summary>
internal sealed class CoreThread
{
    private readonly Thread _thread;
    private Executor? _running;
    private long _slices;
    private long _seenSlice = -1;
    private int _seenTimes;

    public CoreThread(int place, Action<CoreThread> body)
    {
        Place = place;
        _thread = new Thread(() => body(this)) { IsBackground = true, Name = "topology-core" };
    }

    /// <summary>Its number among those that serve at a time.</summary>
    public int Place { get; }

    /// <summary>User code holds it: another thread has taken its place, and it ends when it comes back.</summary>
    public bool IsReplaced => Volatile.Read(ref _isReplaced);

    private bool _isReplaced;

    public bool IsAlive => _thread.IsAlive;

    public void Start() => _thread.Start();

    public bool Join(TimeSpan timeout) => _thread == Thread.CurrentThread || _thread.Join(timeout);

    public void BeginSlice(Executor executor)
    {
        Volatile.Write(ref _slices, _slices + 1);
        Volatile.Write(ref _running, executor);
    }

    public void EndSlice() => Volatile.Write(ref _running, null);

    /// <summary>To be called at equal intervals, by one thread.</summary>
    /// <returns>The executor in work, if it was the same slice that many times in a row.</returns>
    public Executor? HeldBy(int times)
    {
        var executor = Volatile.Read(ref _running);
        var slice = Volatile.Read(ref _slices);
        _seenTimes = executor is not null && slice == _seenSlice ? _seenTimes + 1 : 0;
        _seenSlice = slice;
        return _seenTimes >= times ? executor : null;
    }

    public void Replace() => Volatile.Write(ref _isReplaced, true);
}
