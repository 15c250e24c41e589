namespace Topology.PerfGate.Measuring;

/// <summary>The one place where the gate's main thread waits for a task. It is no pool thread, so nothing can starve.</summary>
internal static class Blocking
{
    /// <summary>Longer than any orderly start or stop takes: beyond it something hangs, and the figure says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void Wait(Task task, string what) => Run(task.WaitAsync(Patience), what);

    public static T Wait<T>(Task<T> task, string what)
    {
        var waiting = task.WaitAsync(Patience);
        Run(waiting, what);
        return waiting.Result; // it has ended: see the line before
    }

    private static void Run(Task task, string what)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (TimeoutException hang)
        {
            throw new TimeoutException($"{what} did not end within {Patience.TotalSeconds} s.", hang);
        }
    }
}
