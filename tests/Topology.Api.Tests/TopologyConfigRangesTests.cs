namespace Topology.Api.Tests;

public class TopologyConfigRangesTests
{
    [Fact]
    public void When_all_settings_are_defaults_Then_they_are_valid() => new TopologyConfig().Validate();

    [Theory]
    [InlineData("topology.workers", "1")]
    [InlineData("topology.acker.executors", "0")]
    [InlineData("topology.max.spout.pending", "1")]
    [InlineData("topology.restart.max", "0")]
    [InlineData("topology.windows.max.tuples", "1")]
    [InlineData("topology.restart.initial.delay.ms", "0")]
    [InlineData("topology.restart.max.delay.ms", "100")]
    [InlineData("topology.max.task.parallelism", "1")]
    [InlineData("topology.stats.latency.sample.rate", "0")]
    [InlineData("topology.stats.latency.sample.rate", "1")]
    [InlineData("topology.credit.window", "1")]
    [InlineData("topology.max.error.report.per.interval", "0")]
    public void When_a_value_is_at_the_edge_of_its_range_Then_it_is_valid(string key, string value) =>
        TopologyConfig.FromKeys([KeyValuePair.Create(key, value)]).Validate();

    [Theory]
    [InlineData("topology.workers", "0", "at least 1")]
    [InlineData("topology.acker.executors", "-1", "0 or more, or null")]
    [InlineData("topology.max.spout.pending", "0", "at least 1, or null")]
    [InlineData("topology.message.timeout.secs", "0", "more than 0, and 30 days at most")]
    [InlineData("topology.message.timeout.secs", "2592001", "more than 0, and 30 days at most")]
    [InlineData("topology.checkpoint.interval.ms", "0", "more than 0, and 30 days at most")]
    [InlineData("topology.restart.max", "-1", "0 or more")]
    [InlineData("topology.windows.max.tuples", "0", "at least 1")]
    [InlineData("topology.restart.within.secs", "0", "more than 0, and 30 days at most")]
    [InlineData("topology.restart.max.delay.ms", "99", "not less than topology.restart.initial.delay.ms, and 30 days at most")]
    [InlineData("topology.max.task.parallelism", "0", "at least 1")]
    [InlineData("topology.stats.latency.sample.rate", "-0.1", "between 0 and 1")]
    [InlineData("topology.stats.latency.sample.rate", "1.1", "between 0 and 1")]
    [InlineData("topology.stats.latency.sample.rate", "NaN", "between 0 and 1")]
    [InlineData("topology.credit.window", "0", "at least 1")]
    [InlineData("topology.tick.tuple.freq.secs", "0", "more than 0 and 30 days at most, or null")]
    [InlineData("topology.max.error.report.per.interval", "-1", "0 or more")]
    [InlineData("topology.error.throttle.interval.secs", "0", "more than 0, and 30 days at most")]
    [Trait("Behaviour", "T202")]
    public void When_a_value_is_out_of_range_Then_key_value_and_range_are_named(string key, string value, string range)
    {
        var config = TopologyConfig.FromKeys([KeyValuePair.Create(key, value)]);

        Assert.Equal([$"{key} = \"{value}\": expected {range}."], Assert.Throws<TopologyConfigException>(config.Validate).Mistakes);
    }

    [Fact]
    public void When_a_delay_is_negative_Then_it_is_a_mistake()
    {
        var config = new TopologyConfig { Restart = new RestartOptions { InitialDelay = TimeSpan.FromMilliseconds(-1) } };

        Assert.Equal(
            ["topology.restart.initial.delay.ms = \"-1\": expected 0 or more."],
            Assert.Throws<TopologyConfigException>(config.Validate).Mistakes);
    }

    [Fact]
    public void When_the_guarantee_is_no_member_Then_it_is_a_mistake()
    {
        var config = new TopologyConfig { Guarantee = (DeliveryGuarantee)7 };

        Assert.Equal(
            ["topology.delivery.guarantee = \"7\": expected AtLeastOnce, AtMostOnce or EffectivelyOnce."],
            Assert.Throws<TopologyConfigException>(config.Validate).Mistakes);
    }

    [Fact]
    public void When_several_values_are_out_of_range_Then_all_are_reported()
    {
        var config = new TopologyConfig { Workers = 0, CreditWindow = -5, MessageTimeout = TimeSpan.Zero };

        var error = Assert.Throws<TopologyConfigException>(config.Validate);

        Assert.Equal(
            [
                "topology.workers = \"0\": expected at least 1.",
                "topology.message.timeout.secs = \"0\": expected more than 0, and 30 days at most.",
                "topology.credit.window = \"-5\": expected at least 1.",
            ],
            error.Mistakes);
        Assert.StartsWith("The topology's configuration is invalid, 3 mistakes:", error.Message, StringComparison.Ordinal);
    }
}
