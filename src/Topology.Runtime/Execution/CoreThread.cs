namespace Topology.Runtime.Execution;

/// <summary>One of the threads that serve all executors, as its monitor sees it.</summary>
internal sealed class CoreThread : SliceWatch
{
    private readonly Thread _thread;

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

    public void Replace() => Volatile.Write(ref _isReplaced, true);
}
