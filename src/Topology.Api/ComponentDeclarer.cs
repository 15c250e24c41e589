namespace Topology;

/// <summary>The settings spouts and bolts have in common. Valid until the topology is built; not safe for several threads at once.</summary>
/// <typeparam name="TSelf">The declarer itself, so that calls can be chained.</typeparam>
public abstract class ComponentDeclarer<TSelf>
    where TSelf : ComponentDeclarer<TSelf>
{
    private protected ComponentDeclarer(ComponentDraft draft) => Draft = draft;

    internal ComponentDraft Draft { get; }

    private TSelf Self => (TSelf)this;

    /// <summary>Fixes the number of tasks for the life of the topology; without it there are as many as the parallelism. Fewer tasks than the parallelism also mean fewer executors.</summary>
    /// <param name="tasks">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public TSelf SetNumTasks(int tasks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks, 1);
        Draft.Tasks = tasks;
        return Self;
    }

    /// <summary>Makes every task of this bolt receive a tick after each interval, the first after one full interval. On a spout, an error when the topology is built.</summary>
    /// <param name="interval">More than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or less.</exception>
    public TSelf SetTickInterval(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Draft.TickInterval = interval;
        return Self;
    }

    /// <summary>Limits the tracked tuples each task of this spout may have in flight, instead of the topology's limit. On a bolt, an error when the topology is built.</summary>
    /// <param name="limit">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public TSelf SetMaxSpoutPending(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Draft.MaxSpoutPending = limit;
        return Self;
    }

    /// <summary>Tells placement what one task is expected to use. Nothing is limited by it.</summary>
    /// <param name="percent">Percent of one core; may be above 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a finite number.</exception>
    public TSelf SetCpuLoad(double percent)
    {
        Draft.CpuLoad = Finite(percent, nameof(percent));
        return Self;
    }

    /// <summary>Tells placement what one task is expected to use. Nothing is limited by it.</summary>
    /// <param name="mebibytes">Memory in mebibytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a finite number.</exception>
    public TSelf SetMemoryLoad(double mebibytes)
    {
        Draft.MemoryLoad = Finite(mebibytes, nameof(mebibytes));
        return Self;
    }

    /// <summary>Gives each executor an operating-system thread of its own; for components whose calls block.</summary>
    public TSelf UseDedicatedThread()
    {
        Draft.DedicatedThread = true;
        return Self;
    }

    /// <summary>
    /// Adds a setting the component can read from its context; the last value of a key wins. The keys
    /// topology.tick.tuple.freq.secs and topology.max.spout.pending act as <see cref="SetTickInterval"/> and
    /// <see cref="SetMaxSpoutPending"/>; the value null goes back to the topology's setting.
    /// </summary>
    /// <param name="key">Not empty.</param>
    /// <param name="value">Not null.</param>
    /// <exception cref="ArgumentException">The key starts with "topology." and is unknown or a setting of whole topologies, or the value of one of the two keys above cannot be read.</exception>
    public TSelf AddConfiguration(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        if (TopologyConfigKeys.Find(key) is { } known)
            ApplyKnown(known, value);
        else if (TopologyConfigKeys.IsReserved(key))
            throw new ArgumentException($"Component \"{Draft.Id}\": {key} is not a known setting{NearestName.Hint(key, TopologyConfigKeys.Names)}.", nameof(key));
        Draft.Configuration[key] = value;
        return Self;
    }

    /// <summary>Gives what this component emits an event time, which one of the fields holds. Streams without such a field have none; bolts that receive the tuples pass it on with what
    /// they emit. May be said once for each component.</summary>
    /// <param name="field">A field of at least one of its streams, checked when the topology is built. It holds a <see cref="DateTime"/> (Local is converted to UTC, Unspecified is
    /// taken as UTC), or an integer: milliseconds since 1970-01-01 UTC. A tuple that holds anything else is sent without event time, counted and reported.</param>
    /// <param name="watermarks">How its watermarks come about; null: <see cref="WatermarkStrategy.Monotonic"/>.</param>
    /// <exception cref="ArgumentException">The field is empty.</exception>
    public TSelf WithEventTime(string field, WatermarkStrategy? watermarks = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        return AddEventTime(new EventTimeSpec(field, null, watermarks ?? WatermarkStrategy.Monotonic()));
    }

    /// <summary>Gives what this component emits an event time, which a function says. May be said once for each component.</summary>
    /// <param name="selector">Called for each emit to any stream; all tasks share it and call it from their own threads at once.</param>
    /// <param name="watermarks">How its watermarks come about; null: <see cref="WatermarkStrategy.Monotonic"/>.</param>
    public TSelf WithEventTime(EventTimeSelector selector, WatermarkStrategy? watermarks = null)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return AddEventTime(new EventTimeSpec(null, selector, watermarks ?? WatermarkStrategy.Monotonic()));
    }

    private TSelf AddEventTime(EventTimeSpec spec)
    {
        Draft.EventTimes.Add(spec);
        return Self;
    }

    private void ApplyKnown(ConfigKey known, string value)
    {
        if (known.Name is not (TopologyConfigKeys.TickIntervalKey or TopologyConfigKeys.MaxSpoutPendingKey))
            throw new ArgumentException($"\"{known.Name}\" is a setting of the whole topology; component \"{Draft.Id}\" cannot have its own.", "key");
        var config = known.Set(new TopologyConfig(), value.Trim())
            ?? throw new ArgumentException($"Component \"{Draft.Id}\": {known.Mistake(value)}", nameof(value));
        if (known.Name == TopologyConfigKeys.TickIntervalKey)
            Restore(config.TickInterval, SetTickInterval, () => Draft.TickInterval = null);
        else
            Restore(config.MaxSpoutPending, SetMaxSpoutPending, () => Draft.MaxSpoutPending = null);
    }

    private static void Restore<T>(T? value, Func<T, TSelf> set, Action clear)
        where T : struct
    {
        if (value is { } given)
            set(given);
        else
            clear();
    }

    private static double Finite(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Must be zero or a positive number.");
}
