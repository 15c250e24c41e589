using System.Collections.Concurrent;

namespace Topology.Runtime.Execution;

/// <summary>Threads for executors that hold theirs for long: at most one for each, kept a while for the next need.</summary>
internal sealed class LentThreads(Action<Executor> runSlice)
{
    private const int KeepMilliseconds = 2000;

    [ThreadStatic]
    private static bool t_isLent;

    private readonly ConcurrentQueue<Executor> _ready = new();
    private readonly ParkingLot _parked = new();
    private readonly List<Thread> _threads = [];
    private volatile bool _isStopping;

    /// <summary>Threads lent now.</summary>
    public int Count
    {
        get
        {
            lock (_threads)
                return _threads.Count;
        }
    }

    /// <summary>Whether the caller is one of these threads.</summary>
    public static bool IsCurrent => t_isLent;

    /// <summary>Runs the next slice of the executor whose slice this thread has just ended; it looks at the queue next.</summary>
    public void Requeue(Executor executor) => _ready.Enqueue(executor);

    /// <summary>Runs a slice soon. Each executor is queued once at most, so there are never more threads than slow executors.</summary>
    public void Ready(Executor executor)
    {
        _ready.Enqueue(executor);
        Interlocked.MemoryBarrier();
        if (_parked.Count >= _ready.Count && _parked.WakeOne())
            return;
        lock (_threads)
        {
            if (_isStopping)
                return;
            var thread = new Thread(Run) { IsBackground = true, Name = "topology-lent" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    public void Stop()
    {
        lock (_threads)
            _isStopping = true;
        _parked.WakeAll();
    }

    /// <summary>Waits for the threads' end; false if user code holds one longer than that.</summary>
    public bool Join(TimeSpan timeout)
    {
        Thread[] threads;
        lock (_threads)
            threads = [.. _threads];
        return threads.All(thread => thread == Thread.CurrentThread || thread.Join(timeout));
    }

    private void Run()
    {
        t_isLent = true;
        while (!_isStopping)
        {
            if (_ready.TryDequeue(out var executor))
                runSlice(executor);
            else if (!_parked.Park(() => _isStopping || !_ready.IsEmpty, KeepMilliseconds) && _ready.IsEmpty)
                break;
        }
        lock (_threads)
            _threads.Remove(Thread.CurrentThread);
    }
}
