namespace Topology;

/// <summary>The ranges of all settings, in one place.</summary>
internal static class TopologyConfigRanges
{
    public static List<string> Check(TopologyConfig config)
    {
        var mistakes = new List<string>();
        var restart = config.Restart;
        Expect(config.Workers >= 1, "topology.workers", "at least 1");
        Expect(config.AckerExecutors is null or >= 0, "topology.acker.executors", "0 or more, or null");
        Expect(config.MaxSpoutPending is null or >= 1, TopologyConfigKeys.MaxSpoutPendingKey, "at least 1, or null");
        Expect(config.MessageTimeout > TimeSpan.Zero, "topology.message.timeout.secs", "more than 0");
        Expect(config.CheckpointInterval > TimeSpan.Zero, "topology.checkpoint.interval.ms", "more than 0");
        Expect(restart.MaxRestarts >= 0, "topology.restart.max", "0 or more");
        Expect(restart.Within > TimeSpan.Zero, "topology.restart.within.secs", "more than 0");
        Expect(restart.InitialDelay >= TimeSpan.Zero, "topology.restart.initial.delay.ms", "0 or more");
        Expect(restart.MaxDelay >= restart.InitialDelay, "topology.restart.max.delay.ms", "not less than topology.restart.initial.delay.ms");
        Expect(config.MaxTaskParallelism >= 1, "topology.max.task.parallelism", "at least 1");
        Expect(config.LatencySampleRate is >= 0 and <= 1, "topology.stats.latency.sample.rate", "between 0 and 1");
        Expect(config.CreditWindow >= 1, "topology.credit.window", "at least 1");
        Expect(config.TickInterval is null || config.TickInterval > TimeSpan.Zero, TopologyConfigKeys.TickIntervalKey, "more than 0, or null");
        Expect(config.MaxErrorsPerInterval >= 0, "topology.max.error.report.per.interval", "0 or more");
        Expect(config.ErrorThrottleInterval > TimeSpan.Zero, "topology.error.throttle.interval.secs", "more than 0");
        Expect(Enum.IsDefined(config.Guarantee), "topology.delivery.guarantee", "AtLeastOnce or AtMostOnce");
        if (config.Guarantee == DeliveryGuarantee.EffectivelyOnce)
            mistakes.Add("topology.delivery.guarantee = \"EffectivelyOnce\": not supported by this version; use AtLeastOnce.");
        return mistakes;

        void Expect(bool holds, string key, string expected)
        {
            if (!holds)
                mistakes.Add($"{key} = \"{TopologyConfigKeys.Find(key)!.Format(config)}\": expected {expected}.");
        }
    }
}
