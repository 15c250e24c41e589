using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Support;

/// <summary>Notes what it is told.</summary>
internal sealed class RecordingObserver : IExecutorObserver
{
    public List<ComponentExecutor> PreparedOnes { get; } = [];

    public List<(ComponentExecutor Executor, ComponentException Cause)> Failures { get; } = [];

    public List<ComponentExecutor> StoppedOnes { get; } = [];

    public int DrainedCount { get; private set; }

    /// <summary>Runs inside the executor's slice, as an observer that restarts at once would.</summary>
    public Action<ComponentExecutor>? OnFailed { get; set; }

    public Action? OnPrepared { get; set; }

    public void Prepared(ComponentExecutor executor)
    {
        PreparedOnes.Add(executor);
        OnPrepared?.Invoke();
    }

    public void Failed(ComponentExecutor executor, ComponentException cause)
    {
        Failures.Add((executor, cause));
        OnFailed?.Invoke(executor);
    }

    public void Stopped(ComponentExecutor executor) => StoppedOnes.Add(executor);

    public void Drained() => DrainedCount++;
}
