using System.Collections.ObjectModel;

namespace Topology;

/// <summary>The settings of one topology. Immutable; each also has a key name, for files and the command line.</summary>
/// <remarks>Ranges are checked by <see cref="Validate"/>, which every submission calls, not when a property is set.</remarks>
public sealed record TopologyConfig
{
    /// <summary>How many worker processes are asked for (topology.workers); at least 1. A local cluster uses one.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>How many executors track tuples (topology.acker.executors); null: one a worker; 0: no tracking, tracked emits are acked at once.</summary>
    public int? AckerExecutors { get; init; }

    /// <summary>How many tracked tuples each spout task may have in flight (topology.max.spout.pending); null: no limit.</summary>
    public int? MaxSpoutPending { get; init; } = 8192;

    /// <summary>How long a tracked tuple may take before it fails as timed out (topology.message.timeout.secs).</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is promised about each tuple (topology.delivery.guarantee).</summary>
    public DeliveryGuarantee Guarantee { get; init; } = DeliveryGuarantee.AtLeastOnce;

    /// <summary>From one checkpoint's beginning to the next one's (topology.checkpoint.interval.ms). There are checkpoints if delivery is effectively-once, or if some task keeps state.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A checkpoint that takes longer is given up (topology.checkpoint.timeout.ms); the next one begins after that.</summary>
    public TimeSpan CheckpointTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a topology that is submitted begins with the last checkpoint that is stored under its name (topology.checkpoint.resume), unless it was completed.</summary>
    public bool ResumeFromCheckpoint { get; init; } = true;

    /// <summary>Whether it may begin with a checkpoint that holds state of components it has not, or none of stateful ones it has (topology.checkpoint.allow.dropped.state): the one is lost then, the others begin with nothing.</summary>
    public bool AllowDroppedState { get; init; }

    /// <summary>Where values by key are kept between checkpoints (topology.state.backend).</summary>
    public StateBackend StateBackend { get; init; } = StateBackend.Memory;

    /// <summary>How many tuples the windows of one task may keep, if they keep tuples rather than aggregates (topology.windows.max.tuples). At the limit the bolt fails with an error that says what to do.</summary>
    public int MaxWindowTuples { get; init; } = 1_000_000;

    /// <summary>What happens after an executor fails (topology.restart.*); never null.</summary>
    public RestartOptions Restart { get; init; } = new();

    /// <summary>The most tasks any component gets, whatever it asks for (topology.max.task.parallelism).</summary>
    public int MaxTaskParallelism { get; init; } = int.MaxValue;

    /// <summary>The share of tuples whose latency is measured, 0 to 1 (topology.stats.latency.sample.rate). While all that a batch has measured is below a microsecond, one tuple in four of
    /// the share is measured and counts for four, unless it is 1. Counts are always exact.</summary>
    public double LatencySampleRate { get; init; } = 0.05;

    /// <summary>How many tuples may be on their way from one executor to the executors of one component before the sender waits (topology.credit.window). They share it evenly, down to 512 each; those in other workers have four times as many.</summary>
    public int CreditWindow { get; init; } = 4096;

    /// <summary>How often bolts that set no interval of their own get a tick (topology.tick.tuple.freq.secs); null: never.</summary>
    public TimeSpan? TickInterval { get; init; }

    /// <summary>Whether every emitted tuple is logged (topology.debug).</summary>
    public bool Debug { get; init; }

    /// <summary>How many errors of a component are kept in each <see cref="ErrorThrottleInterval"/> (topology.max.error.report.per.interval).</summary>
    public int MaxErrorsPerInterval { get; init; } = 5;

    /// <summary>The time errors are counted in (topology.error.throttle.interval.secs).</summary>
    public TimeSpan ErrorThrottleInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether spouts wait for an activation after the submission (topology.start.inactive).</summary>
    public bool StartInactive { get; init; }

    /// <summary>The topology's own settings: every key not starting with "topology."; never null, must not be changed after it is set.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Every key starting with "topology." that is understood, in ordinal order.</summary>
    public static IReadOnlyList<string> KnownKeys => TopologyConfigKeys.Names;

    /// <summary>The defaults with these settings applied; see <see cref="With"/>.</summary>
    /// <param name="keys">Applied in order, the last value of a key wins.</param>
    /// <exception cref="TopologyConfigException">A key is unknown or a value cannot be read; every one is listed.</exception>
    public static TopologyConfig FromKeys(IEnumerable<KeyValuePair<string, string>> keys) => new TopologyConfig().With(keys);

    /// <summary>These settings with others applied on top. Numbers are read invariantly; durations are a number in the key's unit or one with ms, s, m or h; "null" is the null of settings that have one.</summary>
    /// <param name="keys">Applied in order, the last value of a key wins. Keys not starting with "topology." go to <see cref="Custom"/>.</param>
    /// <exception cref="TopologyConfigException">A key is unknown or a value cannot be read; every one is listed.</exception>
    public TopologyConfig With(IEnumerable<KeyValuePair<string, string>> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return TopologyConfigKeys.Apply(this, keys);
    }

    /// <summary>All settings as text, custom ones included: <see cref="FromKeys"/> makes a configuration with the same settings of it.</summary>
    public IReadOnlyDictionary<string, string> ToKeys() => TopologyConfigKeys.Format(this);

    /// <summary>Checks that the settings can be used together.</summary>
    /// <exception cref="TopologyConfigException">Some cannot; every one is listed.</exception>
    public void Validate()
    {
        var mistakes = TopologyConfigRanges.Check(this);
        if (mistakes.Count > 0)
            throw new TopologyConfigException(mistakes);
    }
}
