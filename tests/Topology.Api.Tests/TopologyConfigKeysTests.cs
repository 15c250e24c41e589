using CsCheck;

namespace Topology.Api.Tests;

public class TopologyConfigKeysTests
{
    public static TheoryData<string, string, string> Settings => new()
    {
        { "topology.workers", "42", "1" },
        { "topology.acker.executors", "3", "null" },
        { "topology.max.spout.pending", "100", "8192" },
        { "topology.message.timeout.secs", "12.5", "30" },
        { "topology.delivery.guarantee", "AtMostOnce", "AtLeastOnce" },
        { "topology.checkpoint.interval.ms", "250", "1000" },
        { "topology.checkpoint.timeout.ms", "5000", "300000" },
        { "topology.checkpoint.resume", "false", "true" },
        { "topology.checkpoint.allow.dropped.state", "true", "false" },
        { "topology.restart.max", "0", "10" },
        { "topology.restart.within.secs", "5", "60" },
        { "topology.restart.initial.delay.ms", "0.5", "100" },
        { "topology.restart.max.delay.ms", "20000", "10000" },
        { "topology.max.task.parallelism", "7", "2147483647" },
        { "topology.state.backend", "RocksDb", "Memory" },
        { "topology.windows.max.tuples", "5", "1000000" },
        { "topology.stats.latency.sample.rate", "0.125", "0.05" },
        { "topology.credit.window", "512", "4096" },
        { "topology.tick.tuple.freq.secs", "0.0000001", "null" },
        { "topology.debug", "true", "false" },
        { "topology.max.error.report.per.interval", "9", "5" },
        { "topology.error.throttle.interval.secs", "11", "10" },
        { "topology.start.inactive", "true", "false" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    [Trait("Behaviour", "T198")]
    public void When_a_key_is_set_Then_it_and_nothing_else_round_trips(string key, string value, string byDefault)
    {
        var defaults = new TopologyConfig().ToKeys();
        var keys = TopologyConfig.FromKeys([KeyValuePair.Create(key, value)]).ToKeys();

        Assert.Equal(byDefault, defaults[key]);
        Assert.Equal(value, keys[key]);
        Assert.Equal(defaults.Where(pair => pair.Key != key), keys.Where(pair => pair.Key != key));
        Assert.Equal(keys, TopologyConfig.FromKeys(keys).ToKeys());
    }

    [Fact]
    public void When_keys_are_listed_Then_they_are_all_those_tested_here_in_ordinal_order()
    {
        var tested = Settings.Select(row => row.Data.Item1).Order(StringComparer.Ordinal);

        Assert.Equal(tested, TopologyConfig.KnownKeys);
        Assert.Equal(TopologyConfig.KnownKeys, new TopologyConfig().ToKeys().Keys);
    }

    [Fact]
    public void When_keys_are_read_Then_the_properties_have_the_values()
    {
        var config = TopologyConfig.FromKeys(Settings.Select(row => KeyValuePair.Create(row.Data.Item1, row.Data.Item2)));

        Assert.Equal((42, 3, 100), (config.Workers, config.AckerExecutors, config.MaxSpoutPending));
        Assert.Equal((TimeSpan.FromSeconds(12.5), TimeSpan.FromMilliseconds(250)), (config.MessageTimeout, config.CheckpointInterval));
        Assert.Equal(DeliveryGuarantee.AtMostOnce, config.Guarantee);
        Assert.Equal(
            new RestartOptions
            {
                MaxRestarts = 0,
                Within = TimeSpan.FromSeconds(5),
                InitialDelay = TimeSpan.FromMicroseconds(500),
                MaxDelay = TimeSpan.FromSeconds(20),
            },
            config.Restart);
        Assert.Equal((7, 0.125, 512), (config.MaxTaskParallelism, config.LatencySampleRate, config.CreditWindow));
        Assert.Equal((TimeSpan.FromTicks(1), 9), (config.TickInterval, config.MaxErrorsPerInterval));
        Assert.Equal(TimeSpan.FromSeconds(11), config.ErrorThrottleInterval);
        Assert.True(config.Debug && config.StartInactive);
        config.Validate();
    }

    [Fact]
    public void Any_duration_number_and_custom_setting_round_trips() => Gen
        .Select(Gen.Long[0, long.MaxValue], Gen.Double, Gen.Int, Gen.String)
        .Sample(
            (ticks, rate, number, text) =>
            {
                var config = new TopologyConfig
                {
                    MessageTimeout = TimeSpan.FromTicks(ticks),
                    CheckpointInterval = TimeSpan.FromTicks(ticks),
                    LatencySampleRate = rate,
                    AckerExecutors = number,
                    Custom = new Dictionary<string, string> { ["my.setting"] = text },
                };
                var read = TopologyConfig.FromKeys(config.ToKeys());
                Assert.Equal((config.MessageTimeout, config.CheckpointInterval), (read.MessageTimeout, read.CheckpointInterval));
                Assert.Equal((config.LatencySampleRate, config.AckerExecutors), (read.LatencySampleRate, read.AckerExecutors));
                Assert.Equal(text, read.Custom["my.setting"]);
            },
            iter: 2_000,
            threads: 1);

    [Fact]
    public void When_a_duration_is_the_longest_there_is_Then_it_round_trips()
    {
        var config = new TopologyConfig { MessageTimeout = TimeSpan.MaxValue, CheckpointInterval = TimeSpan.MaxValue };

        var read = TopologyConfig.FromKeys(config.ToKeys());

        Assert.Equal((TimeSpan.MaxValue, TimeSpan.MaxValue), (read.MessageTimeout, read.CheckpointInterval));
    }

    [Theory]
    [InlineData("topology.message.timeout.secs", "30s", "30")]
    [InlineData("topology.message.timeout.secs", " 500 ms ", "0.5")]
    [InlineData("topology.message.timeout.secs", "2m", "120")]
    [InlineData("topology.checkpoint.interval.ms", "1h", "3600000")]
    [InlineData("topology.tick.tuple.freq.secs", "1.5S", "1.5")]
    [InlineData("topology.max.spout.pending", "NULL", "null")]
    [InlineData("topology.delivery.guarantee", "at-most-once", "AtMostOnce")]
    [InlineData("topology.delivery.guarantee", "AT_MOST_ONCE", "AtMostOnce")]
    [InlineData("topology.debug", "True", "true")]
    public void When_a_value_is_written_in_another_form_Then_it_is_read(string key, string value, string formatted) =>
        Assert.Equal(formatted, TopologyConfig.FromKeys([KeyValuePair.Create(key, value)]).ToKeys()[key]);

    [Fact]
    public void When_a_key_is_given_twice_Then_the_last_value_wins()
    {
        var config = TopologyConfig.FromKeys(
            [KeyValuePair.Create("topology.workers", "2"), KeyValuePair.Create("x", "1"), KeyValuePair.Create("topology.workers", "3"), KeyValuePair.Create("x", "2")]);

        Assert.Equal(3, config.Workers);
        Assert.Equal("2", config.Custom["x"]);
    }

    [Fact]
    public void When_keys_are_applied_on_top_Then_other_settings_stay()
    {
        var config = new TopologyConfig { Workers = 4, Custom = new Dictionary<string, string> { ["x"] = "1", ["y"] = "1" } };

        var changed = config.With([KeyValuePair.Create("topology.debug", "true"), KeyValuePair.Create("y", "2")]);

        Assert.Equal((4, true), (changed.Workers, changed.Debug));
        Assert.Equal("1", changed.Custom["x"]);
        Assert.Equal("2", changed.Custom["y"]);
        Assert.Equal("1", config.Custom["y"]);
    }
}
