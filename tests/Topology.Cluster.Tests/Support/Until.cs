using System.Diagnostics;

namespace Topology.Cluster.Tests.Support;

/// <summary>Waits for what other processes do, by asking again and again: nobody tells us.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100); // short against all that is measured here

    /// <summary>Asks until the answer is as wanted.</summary>
    /// <param name="phase">What is waited for; begins the message of the failure.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="ask">May throw <see cref="TopologyException"/> while there is no master: that is asked again, too.</param>
    /// <param name="isWanted">Judges the answer.</param>
    /// <returns>The answer.</returns>
    public static async Task<T> AnswerAsync<T>(string phase, TimeSpan limit, Func<CancellationToken, Task<T>> ask, Func<T, bool> isWanted)
    {
        var start = Stopwatch.GetTimestamp();
        object? last = null;
        while (Stopwatch.GetElapsedTime(start) < limit)
        {
            try
            {
                var answer = await ask(TestContext.Current.CancellationToken);
                if (isWanted(answer))
                    return answer;
                last = answer;
            }
            catch (TopologyException e)
            {
                last = e.Message;
            }

            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"{phase}: not within {limit.TotalSeconds:0} s. Last: {last}");
        throw new UnreachableException();
    }

    /// <summary>Asks until something is so.</summary>
    public static Task TrueAsync(string phase, TimeSpan limit, Func<Task<bool>> isSo) => AnswerAsync(phase, limit, _ => isSo(), so => so);

    /// <summary>Looks until something is so.</summary>
    public static Task TrueAsync(string phase, TimeSpan limit, Func<bool> isSo) => AnswerAsync(phase, limit, _ => Task.FromResult(isSo()), so => so);
}
