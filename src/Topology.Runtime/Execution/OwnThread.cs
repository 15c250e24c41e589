namespace Topology.Runtime.Execution;

/// <summary>A thread that runs one executor only.</summary>
internal sealed class OwnThread
{
    private readonly ParkingLot _bed = new();
    private readonly Executor _executor;
    private readonly Thread _thread;
    private int _isReady;
    private volatile bool _isStopping;

    public OwnThread(Executor executor)
    {
        _executor = executor;
        _thread = new Thread(Run) { IsBackground = true, Name = executor.Name };
        _thread.Start();
    }

    public bool IsAlive => _thread.IsAlive;

    /// <summary>The executor has something to do.</summary>
    public void Signal()
    {
        Interlocked.Exchange(ref _isReady, 1);
        _bed.WakeOne();
    }

    /// <summary>Ends the thread after the slice under way.</summary>
    public void Stop()
    {
        _isStopping = true;
        _bed.WakeAll();
    }

    /// <summary>Waits for the end; false if user code holds the thread longer than that.</summary>
    public bool Join(TimeSpan timeout) => _thread == Thread.CurrentThread || _thread.Join(timeout);

    private void Run()
    {
        while (!_isStopping)
        {
            if (Interlocked.Exchange(ref _isReady, 0) == 0)
                _bed.Park(() => _isStopping || Volatile.Read(ref _isReady) == 1, Timeout.Infinite);
            else if (_executor.Run())
                Signal();
        }
    }
}
