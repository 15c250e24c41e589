using Topology.LoadTest.Scenarios;

namespace Topology.LoadTest.Bombing;

/// <summary>Does the actions of a shape, counted from the first request: NBomber has nothing of the kind. Thread-safe.</summary>
internal sealed class ActionSchedule(IReadOnlyList<TimedAction> actions, TimeProvider time)
{
    private int isStarted;

    public void EnsureStarted()
    {
        if (Interlocked.Exchange(ref isStarted, 1) != 0)
            return;
        foreach (var action in actions)
            _ = PerformAsync(action);
    }

    private async Task PerformAsync(TimedAction action)
    {
        try
        {
            await Task.Delay(action.At, time, CancellationToken.None);
            Console.WriteLine($"now: {action.Name}");
            Console.WriteLine($"{action.Name}: {await action.RunAsync(CancellationToken.None)}");
        }
        catch (Exception error)
        {
            Console.Error.WriteLine($"{action.Name} failed: {error.Message}");
        }
    }
}
