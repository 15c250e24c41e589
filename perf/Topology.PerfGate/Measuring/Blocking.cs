namespace Topology.PerfGate.Measuring;

/// <summary>The one place where the gate's main thread waits for a task. It is no pool thread, so nothing can starve.</summary>
internal static class Blocking
{
    /// <summary>Longer than any orderly start or stop takes: beyond it something hangs, and the figure says so.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    public static void Wait(Task task, string what, TimeSpan? patience = null) => Run(task, what, patience ?? Usual);

    public static T Wait<T>(Task<T> task, string what, TimeSpan? patience = null)
    {
        Run(task, what, patience ?? Usual);
        return task.Result; // it has ended: see the line before
    }

    private static void Run(Task task, string what, TimeSpan patience)
    {
        if (Task.WaitAny([task], patience) < 0)
            throw new TimeoutException($"{what} did not end within {patience.TotalSeconds} s.");
        task.GetAwaiter().GetResult();
    }
}
