namespace Topology;

/// <summary>The ranges of all settings, in one place.</summary>
internal static class TopologyConfigRanges
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30); // timers take no more than 49 days

    public static List<string> Check(TopologyConfig config)
    {
        var mistakes = new List<string>();
        var restart = config.Restart;
        Expect(config.Workers >= 1, "topology.workers", "at least 1");
        Expect(config.AckerExecutors is null or >= 0, "topology.acker.executors", "0 or more, or null");
        Expect(config.MaxSpoutPending is null or >= 1, TopologyConfigKeys.MaxSpoutPendingKey, "at least 1, or null");
        ExpectDuration(config.MessageTimeout, "topology.message.timeout.secs");
        ExpectDuration(config.CheckpointInterval, "topology.checkpoint.interval.ms");
        ExpectDuration(config.CheckpointTimeout, "topology.checkpoint.timeout.ms");
        Expect(config.MaxWindowTuples >= 1, "topology.windows.max.tuples", "at least 1");
        Expect(restart.MaxRestarts >= 0, "topology.restart.max", "0 or more");
        ExpectDuration(restart.Within, "topology.restart.within.secs");
        Expect(restart.InitialDelay >= TimeSpan.Zero, "topology.restart.initial.delay.ms", "0 or more");
        Expect(restart.MaxDelay >= restart.InitialDelay && restart.MaxDelay <= Longest, "topology.restart.max.delay.ms", "not less than topology.restart.initial.delay.ms, and 30 days at most");
        Expect(config.MaxTaskParallelism >= 1, "topology.max.task.parallelism", "at least 1");
        Expect(config.LatencySampleRate is >= 0 and <= 1, "topology.stats.latency.sample.rate", "between 0 and 1");
        Expect(config.CreditWindow >= 1, "topology.credit.window", "at least 1");
        Expect(config.TickInterval is null || IsUsable(config.TickInterval.Value), TopologyConfigKeys.TickIntervalKey, "more than 0 and 30 days at most, or null");
        Expect(config.MaxErrorsPerInterval >= 0, "topology.max.error.report.per.interval", "0 or more");
        ExpectDuration(config.ErrorThrottleInterval, "topology.error.throttle.interval.secs");
        Expect(Enum.IsDefined(config.Guarantee), "topology.delivery.guarantee", "AtLeastOnce, AtMostOnce or EffectivelyOnce");
        Expect(Enum.IsDefined(config.StateBackend), "topology.state.backend", "Memory or RocksDb");
        return mistakes;

        void ExpectDuration(TimeSpan value, string key) => Expect(IsUsable(value), key, "more than 0, and 30 days at most");

        void Expect(bool holds, string key, string expected)
        {
            if (!holds)
                mistakes.Add($"{key} = \"{TopologyConfigKeys.Find(key)!.Format(config)}\": expected {expected}.");
        }
    }

    private static bool IsUsable(TimeSpan value) => value > TimeSpan.Zero && value <= Longest;
}
