namespace Topology.Clustering.Observability;

/// <summary>The share of the last ten seconds that something took, from its growing total. Pure; one thread.</summary>
internal sealed class ShareOfTime
{
    private const long Window = 10 * TimeSpan.TicksPerSecond;
    private const long Step = TimeSpan.TicksPerSecond / 2; // samples are at least that far apart

    private readonly Queue<(long Time, long Total)> _samples = new([(0, 0)]);
    private long _lastSample;

    /// <summary>Takes the total as of now and answers with the share, 0 … 1.</summary>
    public double Update(long now, long total)
    {
        while (_samples.Count > 1 && now - _samples.Peek().Time > Window)
            _samples.Dequeue();
        var (since, before) = _samples.Peek();
        if (now - _lastSample >= Step)
        {
            _samples.Enqueue((now, total));
            _lastSample = now;
        }
        return now <= since ? 0 : Math.Clamp((double)(total - before) / (now - since), 0, 1);
    }
}
