using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Support;

/// <summary>Runs slices on the test's thread, in the order in which executors became ready.</summary>
internal sealed class ManualScheduler : IScheduler
{
    private const int MostSlices = 200_000; // at one time: more is an executor that spins

    private readonly Queue<Executor> _ready = new();
    private readonly Dictionary<Executor, long> _wakeAt = [];

    public int Slices { get; private set; }

    public int Waiting => _ready.Count;

    public bool IsReady(Executor executor) => _ready.Contains(executor);

    /// <summary>The earliest wake-up asked for; MaxValue if none.</summary>
    public long NextWake => _wakeAt.Values.DefaultIfEmpty(long.MaxValue).Min();

    public long WakeOf(Executor executor) => _wakeAt.GetValueOrDefault(executor, long.MaxValue);

    public void Add(Executor executor)
    {
    }

    public void Remove(Executor executor) => _wakeAt.Remove(executor);

    public void Ready(Executor executor) => _ready.Enqueue(executor);

    public void SliceEnds(Executor executor, long ticks, long wakeAt)
    {
        if (wakeAt != long.MaxValue)
            _wakeAt[executor] = wakeAt;
    }

    /// <summary>Runs one slice of whoever is next; false if nobody is.</summary>
    public bool RunOne()
    {
        if (!_ready.TryDequeue(out var executor))
            return false;
        Run(executor);
        return true;
    }

    /// <summary>Runs one slice of this executor, which must be ready, before all others.</summary>
    public void RunOnly(Executor executor)
    {
        Assert.True(IsReady(executor), $"expected {executor.Name} to be ready");
        var others = _ready.Where(other => other != executor).ToList();
        _ready.Clear();
        others.ForEach(_ready.Enqueue);
        Run(executor);
    }

    /// <summary>Runs until everybody is idle.</summary>
    public void RunAll()
    {
        for (var i = 0; RunOne(); i++)
            Assert.True(i < MostSlices, "an executor spins");
    }

    /// <summary>Wakes executors whose time has come; false if there are none.</summary>
    public bool FireDue(long now)
    {
        Executor[] due = [.. _wakeAt.Where(entry => entry.Value <= now).Select(entry => entry.Key)];
        foreach (var executor in due)
        {
            _wakeAt.Remove(executor);
            executor.Wake();
        }
        return due.Length > 0;
    }

    private void Run(Executor executor)
    {
        Slices++;
        if (executor.Run())
            _ready.Enqueue(executor);
    }
}
