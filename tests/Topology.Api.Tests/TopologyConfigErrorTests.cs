namespace Topology.Api.Tests;

public class TopologyConfigErrorTests
{
    [Fact]
    public void When_a_key_is_unknown_Then_the_nearest_is_named() =>
        Expect(
            [KeyValuePair.Create("topology.max.spuot.pending", "1")],
            "topology.max.spuot.pending is not a known setting; the nearest is \"topology.max.spout.pending\".");

    [Theory]
    [InlineData("topology.workers", "3.14159", "a whole number")]
    [InlineData("topology.workers", "2147483648", "a whole number")]
    [InlineData("topology.workers", "", "a whole number")]
    [InlineData("topology.workers", "null", "a whole number")]
    [InlineData("topology.acker.executors", "many", "a whole number or null")]
    [InlineData("topology.stats.latency.sample.rate", "5%", "a number")]
    [InlineData("topology.debug", "yes", "true or false")]
    [InlineData("topology.message.timeout.secs", "-1", "seconds, or a number with ms, s, m or h")]
    [InlineData("topology.message.timeout.secs", "5 days", "seconds, or a number with ms, s, m or h")]
    [InlineData("topology.checkpoint.interval.ms", "null", "milliseconds, or a number with ms, s, m or h")]
    [InlineData("topology.tick.tuple.freq.secs", "never", "seconds, a number with ms, s, m or h, or null")]
    [InlineData("topology.delivery.guarantee", "Always", "AtLeastOnce, AtMostOnce or EffectivelyOnce")]
    [InlineData("topology.state.backend", "Disk", "Memory or RocksDb")]
    [InlineData("topology.delivery.guarantee", "0", "AtLeastOnce, AtMostOnce or EffectivelyOnce")]
    [Trait("Behaviour", "T198")]
    public void When_a_value_cannot_be_read_Then_key_value_and_form_are_named(string key, string value, string expected) =>
        Expect([KeyValuePair.Create(key, value)], $"{key} = \"{value}\": expected {expected}.");

    [Fact]
    public void When_a_value_is_null_Then_it_is_a_mistake() =>
        Expect(
            [KeyValuePair.Create("topology.workers", (string)null!)], // null is the case under test
            "topology.workers = \"\": expected a whole number.");

    [Fact]
    public void When_there_are_several_mistakes_Then_all_are_reported()
    {
        KeyValuePair<string, string>[] keys =
        [
            KeyValuePair.Create("topology.workers", "few"),
            KeyValuePair.Create("topology.max.spout.pending", "5"),
            KeyValuePair.Create("topology.wrkers", "1"),
            KeyValuePair.Create("mine", "anything"),
        ];

        var error = Expect(
            keys,
            "topology.workers = \"few\": expected a whole number.",
            "topology.wrkers is not a known setting; the nearest is \"topology.workers\".");

        Assert.Equal("The topology's configuration is invalid, 2 mistakes:\n- " + string.Join("\n- ", error.Mistakes), error.Message);
    }

    [Fact]
    public void When_there_is_one_mistake_Then_it_is_the_message()
    {
        var error = Assert.Throws<TopologyConfigException>(() => TopologyConfig.FromKeys([KeyValuePair.Create("topology.debug", "1")]));

        Assert.Equal("The topology's configuration is invalid: topology.debug = \"1\": expected true or false.", error.Message);
    }

    [Fact]
    public void When_keys_are_null_Then_they_are_refused() =>
        Assert.Throws<ArgumentNullException>("keys", () => TopologyConfig.FromKeys(null!)); // null is the case under test

    private static TopologyConfigException Expect(IEnumerable<KeyValuePair<string, string>> keys, params string[] mistakes)
    {
        var error = Assert.Throws<TopologyConfigException>(() => TopologyConfig.FromKeys(keys));
        Assert.Equal(mistakes, error.Mistakes);
        return error;
    }
}
