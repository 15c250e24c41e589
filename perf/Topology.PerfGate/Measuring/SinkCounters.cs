namespace Topology.PerfGate.Measuring;

/// <summary>The counters of all sink tasks of one workload. Thread-safe.</summary>
internal sealed class SinkCounters
{
    private volatile SinkCounter[] _all = [];

    /// <summary>Tuples received by all sinks.</summary>
    public long Count => _all.Sum(counter => counter.Count);

    /// <summary>See <see cref="SinkCounter.Sum"/>.</summary>
    public long Sum => _all.Sum(counter => counter.Sum);

    /// <summary>A counter for one more sink.</summary>
    public SinkCounter Add()
    {
        lock (this)
        {
            var added = new SinkCounter();
            _all = [.. _all, added];
            return added;
        }
    }
}
