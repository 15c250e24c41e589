namespace Topology.Runtime.Execution;

/// <summary>Decides after each failure of one executor when it starts again, or that it does not. Pure; one thread.</summary>
public sealed class RestartPolicy(RestartOptions options)
{
    private readonly Queue<DateTimeOffset> _restarts = new(); // those within the time restarts are counted in
    private TimeSpan _delay;

    /// <summary>Takes a failure.</summary>
    /// <returns>How long to wait before the restart; null: give up.</returns>
    public TimeSpan? Failed(DateTimeOffset now)
    {
        while (_restarts.TryPeek(out var oldest) && now - oldest > options.Within)
            _restarts.Dequeue();
        if (_restarts.Count >= options.MaxRestarts)
            return null;
        _delay = _restarts.Count == 0 ? options.InitialDelay : Shorter(_delay * 2, options.MaxDelay);
        _restarts.Enqueue(now);
        return _delay;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
