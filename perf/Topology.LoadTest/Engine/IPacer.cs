namespace Topology.LoadTest.Engine;

/// <summary>How the generator waits for the next start.</summary>
internal interface IPacer
{
    /// <summary>Waits about so long; less only by a fraction of a millisecond.</summary>
    ValueTask WaitAsync(TimeSpan wait, CancellationToken token);
}

/// <summary>Waits for a timer of the clock. The system's timers go by a coarse clock: a wait of 1 ms takes up to 8.</summary>
internal sealed class TimerPacer(TimeProvider time) : IPacer
{
    public async ValueTask WaitAsync(TimeSpan wait, CancellationToken token) => await Task.Delay(wait, time, token).ConfigureAwait(false);
}

/// <summary>Blocks the thread, which must be the generator's own: a wait of 1 ms takes little more.</summary>
internal sealed class BlockingPacer : IPacer
{
    public ValueTask WaitAsync(TimeSpan wait, CancellationToken token)
    {
        token.WaitHandle.WaitOne((int)Math.Min(int.MaxValue, wait.TotalMilliseconds));
        token.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }
}
