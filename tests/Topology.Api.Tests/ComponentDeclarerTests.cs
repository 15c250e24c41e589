using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class ComponentDeclarerTests
{
    private readonly TopologyBuilder _builder = new();
    private readonly SpoutDeclarer _spout;
    private readonly BoltDeclarer _bolt;

    public ComponentDeclarerTests()
    {
        _spout = _builder.SetSpout("words", () => new StubSpout("word"), 4);
        _bolt = _builder.SetBolt("count", () => new StubBolt("n"), 4).ShuffleGrouping("words");
    }

    [Fact]
    public void When_nothing_is_set_Then_the_defaults_hold()
    {
        var bolt = Bolt();

        Assert.Equal((4, 4), (bolt.Executors, bolt.Tasks));
        Assert.Null(bolt.TickInterval);
        Assert.Null(Spout().MaxSpoutPending);
        Assert.Equal((10.0, 128.0), (bolt.CpuLoad, bolt.MemoryLoad));
        Assert.False(bolt.DedicatedThread);
        Assert.Empty(bolt.Configuration);
    }

    [Theory]
    [InlineData(9, 4)]
    [InlineData(4, 4)]
    [InlineData(2, 2)]
    public void When_the_number_of_tasks_is_set_Then_executors_are_cut_to_it(int tasks, int executors)
    {
        _bolt.SetNumTasks(tasks);

        Assert.Equal((executors, tasks), (Bolt().Executors, Bolt().Tasks));
    }

    [Fact]
    public void When_settings_are_given_Then_the_spec_has_them()
    {
        _bolt.SetTickInterval(TimeSpan.FromSeconds(3)).SetCpuLoad(250).SetMemoryLoad(0.5).UseDedicatedThread().AddConfiguration("k", "v");
        _spout.SetMaxSpoutPending(7);

        var bolt = Bolt();
        Assert.Equal(TimeSpan.FromSeconds(3), bolt.TickInterval);
        Assert.Equal((250.0, 0.5), (bolt.CpuLoad, bolt.MemoryLoad));
        Assert.True(bolt.DedicatedThread);
        Assert.Equal(KeyValuePair.Create("k", "v"), Assert.Single(bolt.Configuration));
        Assert.Equal(7, Spout().MaxSpoutPending);
    }

    [Fact]
    public void When_a_setting_is_out_of_range_Then_it_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("tasks", () => _bolt.SetNumTasks(0));
        Assert.Throws<ArgumentOutOfRangeException>("interval", () => _bolt.SetTickInterval(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>("limit", () => _spout.SetMaxSpoutPending(0));
        Assert.Throws<ArgumentOutOfRangeException>("percent", () => _bolt.SetCpuLoad(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>("percent", () => _bolt.SetCpuLoad(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("mebibytes", () => _bolt.SetMemoryLoad(double.PositiveInfinity));
    }

    [Fact]
    public void When_a_configuration_key_is_given_twice_Then_the_last_value_wins()
    {
        _bolt.AddConfiguration("k", "1").AddConfiguration("k", "2");

        Assert.Equal("2", Bolt().Configuration["k"]);
    }

    [Fact]
    public void When_a_configuration_key_or_value_is_missing_Then_it_is_refused()
    {
        Assert.Throws<ArgumentException>("key", () => _bolt.AddConfiguration("", "v"));
        Assert.Throws<ArgumentNullException>("value", () => _bolt.AddConfiguration("k", null!)); // null is the case under test
    }

    [Theory]
    [InlineData("5", 5000)]
    [InlineData("250ms", 250)]
    [InlineData("2m", 120_000)]
    public void When_the_tick_key_is_configured_Then_it_sets_the_interval(string text, int milliseconds)
    {
        _bolt.AddConfiguration("topology.tick.tuple.freq.secs", text);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Bolt().TickInterval);
    }

    [Fact]
    public void When_the_pending_key_is_configured_Then_it_sets_the_limit()
    {
        _spout.AddConfiguration("topology.max.spout.pending", "12");

        Assert.Equal(12, Spout().MaxSpoutPending);
    }

    [Fact]
    public void When_a_known_key_is_configured_as_null_Then_the_topologys_setting_holds_again()
    {
        _bolt.SetTickInterval(TimeSpan.FromSeconds(1)).AddConfiguration("topology.tick.tuple.freq.secs", "null");
        _spout.SetMaxSpoutPending(3).AddConfiguration("topology.max.spout.pending", "null");

        Assert.Null(Bolt().TickInterval);
        Assert.Null(Spout().MaxSpoutPending);
    }

    [Fact]
    public void When_a_key_of_the_runtime_is_misspelled_Then_the_nearest_is_named()
    {
        var error = Assert.Throws<ArgumentException>("key", () => _bolt.AddConfiguration("topology.max.spout.pendng", "5"));

        Assert.StartsWith(
            "Component \"count\": topology.max.spout.pendng is not a known setting; the nearest is \"topology.max.spout.pending\".", error.Message, StringComparison.Ordinal);
        Assert.Empty(Bolt().Configuration);
    }

    [Fact]
    public void When_a_known_key_has_a_bad_value_Then_the_message_names_component_key_and_form()
    {
        var error = Assert.Throws<ArgumentException>("value", () => _bolt.AddConfiguration("topology.tick.tuple.freq.secs", "soon"));

        Assert.StartsWith(
            "Component \"count\": topology.tick.tuple.freq.secs = \"soon\": expected seconds, a number with ms, s, m or h, or null.",
            error.Message,
            StringComparison.Ordinal);
        Assert.Empty(Bolt().Configuration);
    }

    [Fact]
    public void When_a_known_key_is_out_of_range_Then_it_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _bolt.AddConfiguration("topology.tick.tuple.freq.secs", "0"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _spout.AddConfiguration("topology.max.spout.pending", "0"));
    }

    [Fact]
    public void When_a_key_of_the_whole_topology_is_configured_Then_the_message_names_it()
    {
        var error = Assert.Throws<ArgumentException>(() => _spout.AddConfiguration("topology.workers", "2"));

        Assert.StartsWith(
            "\"topology.workers\" is a setting of the whole topology; component \"words\" cannot have its own.",
            error.Message,
            StringComparison.Ordinal);
    }

    private ComponentSpec Bolt() => _builder.Build()["count"];

    private ComponentSpec Spout() => _builder.Build()["words"];
}
