namespace Topology.Clustering.Tests.Support;

/// <summary>How long a test waits for what must happen: only ever used up by a failing one.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

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
}
