namespace Topology.Runtime.Tests.Support;

/// <summary>How long a test waits for what other threads must do: only ever used up by a failing one.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Something another thread does once. The test goes on elsewhere, not inside of the slice that did it.</summary>
    public static TaskCompletionSource NewEvent() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TaskCompletionSource<T> NewEvent<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await ((Task)task).Within(what);
        return await task;
    }

    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"did not happen within {Limit}: {what}");
        }
    }

    /// <summary>For the bodies of executors and threads, which have to block.</summary>
    public static void WaitOrThrow(this ManualResetEventSlim gate, string what)
    {
        if (!gate.Wait(Limit))
            throw new TimeoutException($"did not happen within {Limit}: {what}");
    }
}
