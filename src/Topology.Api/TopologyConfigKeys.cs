using System.Globalization;

namespace Topology;

/// <summary>The one table of settings and their key names.</summary>
internal static class TopologyConfigKeys
{
    public const string MaxSpoutPendingKey = "topology.max.spout.pending";
    public const string TickIntervalKey = "topology.tick.tuple.freq.secs";
    private const string Prefix = "topology.";

    private static readonly ConfigKey[] Table =
    [
        Int("topology.workers", c => c.Workers, (c, v) => c with { Workers = v }),
        OptionalInt("topology.acker.executors", c => c.AckerExecutors, (c, v) => c with { AckerExecutors = v }),
        OptionalInt(MaxSpoutPendingKey, c => c.MaxSpoutPending, (c, v) => c with { MaxSpoutPending = v }),
        Seconds("topology.message.timeout.secs", c => c.MessageTimeout, (c, v) => c with { MessageTimeout = v }),
        Name("topology.delivery.guarantee", "AtLeastOnce, AtMostOnce or EffectivelyOnce", c => c.Guarantee, (c, v) => c with { Guarantee = v }),
        Milliseconds("topology.checkpoint.interval.ms", c => c.CheckpointInterval, (c, v) => c with { CheckpointInterval = v }),
        Milliseconds("topology.checkpoint.timeout.ms", c => c.CheckpointTimeout, (c, v) => c with { CheckpointTimeout = v }),
        Flag("topology.checkpoint.resume", c => c.ResumeFromCheckpoint, (c, v) => c with { ResumeFromCheckpoint = v }),
        Flag("topology.checkpoint.allow.dropped.state", c => c.AllowDroppedState, (c, v) => c with { AllowDroppedState = v }),
        Name("topology.state.backend", "Memory or RocksDb", c => c.StateBackend, (c, v) => c with { StateBackend = v }),
        Int("topology.windows.max.tuples", c => c.MaxWindowTuples, (c, v) => c with { MaxWindowTuples = v }),
        Int("topology.restart.max", c => c.Restart.MaxRestarts, (c, v) => c with { Restart = c.Restart with { MaxRestarts = v } }),
        Seconds("topology.restart.within.secs", c => c.Restart.Within, (c, v) => c with { Restart = c.Restart with { Within = v } }),
        Milliseconds("topology.restart.initial.delay.ms", c => c.Restart.InitialDelay, (c, v) => c with { Restart = c.Restart with { InitialDelay = v } }),
        Milliseconds("topology.restart.max.delay.ms", c => c.Restart.MaxDelay, (c, v) => c with { Restart = c.Restart with { MaxDelay = v } }),
        Int("topology.max.task.parallelism", c => c.MaxTaskParallelism, (c, v) => c with { MaxTaskParallelism = v }),
        Number("topology.stats.latency.sample.rate", c => c.LatencySampleRate, (c, v) => c with { LatencySampleRate = v }),
        Int("topology.credit.window", c => c.CreditWindow, (c, v) => c with { CreditWindow = v }),
        OptionalSeconds(TickIntervalKey, c => c.TickInterval, (c, v) => c with { TickInterval = v }),
        Flag("topology.debug", c => c.Debug, (c, v) => c with { Debug = v }),
        Int("topology.max.error.report.per.interval", c => c.MaxErrorsPerInterval, (c, v) => c with { MaxErrorsPerInterval = v }),
        Seconds("topology.error.throttle.interval.secs", c => c.ErrorThrottleInterval, (c, v) => c with { ErrorThrottleInterval = v }),
        Flag("topology.start.inactive", c => c.StartInactive, (c, v) => c with { StartInactive = v }),
    ];

    private static readonly Dictionary<string, ConfigKey> ByName = Table.ToDictionary(key => key.Name, StringComparer.Ordinal);

    private delegate bool Parser<T>(string text, out T value);

    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether the key is the runtime's, known or not.</summary>
    public static bool IsReserved(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);

    public static ConfigKey? Find(string key) => ByName.GetValueOrDefault(key);

    /// <summary>Applies the settings in order; throws one exception for all that cannot be.</summary>
    public static TopologyConfig Apply(TopologyConfig config, IEnumerable<KeyValuePair<string, string>> keys)
    {
        var mistakes = new List<string>();
        var custom = new Dictionary<string, string>(config.Custom, StringComparer.Ordinal);
        foreach (var (key, value) in keys)
        {
            if (Find(key) is { } known)
            {
                if (value is not null && known.Set(config, value.Trim()) is { } changed)
                    config = changed;
                else
                    mistakes.Add(known.Mistake(value ?? ""));
            }
            else if (IsReserved(key))
                mistakes.Add($"{key} is not a known setting{NearestName.Hint(key, Names)}.");
            else
                custom[key] = value ?? throw new ArgumentException($"The value of the setting \"{key}\" is null.", nameof(keys));
        }
        if (mistakes.Count > 0)
            throw new TopologyConfigException(mistakes);
        return config with { Custom = custom };
    }

    public static IReadOnlyDictionary<string, string> Format(TopologyConfig config)
    {
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in config.Custom)
            keys[key] = value;
        foreach (var key in Table)
            keys[key.Name] = key.Format(config);
        return keys;
    }

    private static ConfigKey Int(string name, Func<TopologyConfig, int> get, Func<TopologyConfig, int, TopologyConfig> set) =>
        Of(name, "a whole number", ParseInt, get, set, FormatInt);

    private static ConfigKey OptionalInt(string name, Func<TopologyConfig, int?> get, Func<TopologyConfig, int?, TopologyConfig> set) =>
        Of(name, "a whole number or null", Optional<int>(ParseInt), get, set, value => value is { } given ? FormatInt(given) : "null");

    private static ConfigKey Number(string name, Func<TopologyConfig, double> get, Func<TopologyConfig, double, TopologyConfig> set) =>
        Of(name, "a number", ParseDouble, get, set, value => value.ToString("R", CultureInfo.InvariantCulture));

    private static ConfigKey Flag(string name, Func<TopologyConfig, bool> get, Func<TopologyConfig, bool, TopologyConfig> set) =>
        Of(name, "true or false", bool.TryParse, get, set, value => value ? "true" : "false");

    private static ConfigKey Seconds(string name, Func<TopologyConfig, TimeSpan> get, Func<TopologyConfig, TimeSpan, TopologyConfig> set) =>
        Of(name, $"seconds, or {DurationText.Forms}", Duration(TimeSpan.FromSeconds(1)), get, set, FormatSeconds);

    private static ConfigKey OptionalSeconds(string name, Func<TopologyConfig, TimeSpan?> get, Func<TopologyConfig, TimeSpan?, TopologyConfig> set) =>
        Of(name, $"seconds, {DurationText.Forms}, or null", Optional(Duration(TimeSpan.FromSeconds(1))), get, set,
            value => value is { } given ? FormatSeconds(given) : "null");

    private static ConfigKey Milliseconds(string name, Func<TopologyConfig, TimeSpan> get, Func<TopologyConfig, TimeSpan, TopologyConfig> set) =>
        Of(name, $"milliseconds, or {DurationText.Forms}", Duration(TimeSpan.FromMilliseconds(1)), get, set,
            value => DurationText.Format(value, TimeSpan.FromMilliseconds(1)));

    private static ConfigKey Name<T>(string name, string expected, Func<TopologyConfig, T> get, Func<TopologyConfig, T, TopologyConfig> set)
        where T : struct, Enum => Of(name, expected, ParseName, get, set, value => value.ToString());

    private static ConfigKey Of<T>(
        string name,
        string expected,
        Parser<T> parse,
        Func<TopologyConfig, T> get,
        Func<TopologyConfig, T, TopologyConfig> set,
        Func<T, string> format) =>
        new(name, expected, (config, text) => parse(text, out var value) ? set(config, value) : null, config => format(get(config)));

    private static Parser<T?> Optional<T>(Parser<T> parse)
        where T : struct => (string text, out T? value) =>
    {
        value = null;
        if (text.Equals("null", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!parse(text, out var given))
            return false;
        value = given;
        return true;
    };

    private static Parser<TimeSpan> Duration(TimeSpan unit) =>
        (string text, out TimeSpan value) => DurationText.TryParse(text, unit, out value);

    private static bool ParseInt(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool ParseDouble(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool ParseName<T>(string text, out T value)
        where T : struct, Enum
    {
        var name = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        value = Array.Find(Enum.GetValues<T>(), candidate => Same(candidate));
        return Same(value);

        bool Same(T candidate) => name.Equals(candidate.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static string FormatInt(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string FormatSeconds(TimeSpan value) => DurationText.Format(value, TimeSpan.FromSeconds(1));
}
