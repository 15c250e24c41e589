namespace Topology.Runtime.Execution;

/// <summary>Told what happens to executors; on their threads, inside a slice, so it must only pass it on.</summary>
public interface IExecutorObserver
{
    /// <summary>Every task's Prepare has returned.</summary>
    void Prepared(ComponentExecutor executor);

    /// <summary>User code threw. The executor has given up its instances and waits for a restart.</summary>
    void Failed(ComponentExecutor executor, ComponentException cause);

    /// <summary>The executor has ended, after Cleanup if that was asked for.</summary>
    void Stopped(ComponentExecutor executor);

    /// <summary>All sources have ended and nothing is in flight. Called once, on the thread that did the last of it.</summary>
    void Drained();
}
