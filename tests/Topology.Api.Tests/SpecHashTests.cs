using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class SpecHashTests
{
    private static readonly ComponentSpec Bolt = new()
    {
        Id = "count",
        Kind = ComponentKind.Bolt,
        Factory = () => new StubBolt("n"),
        Executors = 2,
        Tasks = 4,
        Streams = Streams(new StreamSpec("default", new Fields("a", "b"), false), new StreamSpec("more", new Fields("c"), false)),
        Subscriptions = [Reads("words", "default", new GroupingSpec(GroupingKind.Fields, new Fields("x", "y")))],
        Configuration = new Dictionary<string, string> { ["k"] = "v", ["l"] = "w" },
    };

    private static readonly Dictionary<string, Func<ComponentSpec, ComponentSpec>> Changes = new()
    {
        ["id"] = spec => spec with { Id = "Count" },
        ["kind"] = spec => spec with { Kind = ComponentKind.Spout },
        ["executors"] = spec => spec with { Executors = 3 },
        ["tasks"] = spec => spec with { Tasks = 5 },
        ["tick interval"] = spec => spec with { TickInterval = TimeSpan.FromTicks(1) },
        ["pending"] = spec => spec with { MaxSpoutPending = 1 },
        ["cpu"] = spec => spec with { CpuLoad = 10.5 },
        ["memory"] = spec => spec with { MemoryLoad = 129 },
        ["dedicated thread"] = spec => spec with { DedicatedThread = true },
        ["event time field"] = spec => spec with { EventTime = new EventTimeSpec("a", null, WatermarkStrategy.Monotonic()) },
        ["event time selector"] = spec => spec with { EventTime = new EventTimeSpec(null, _ => default, WatermarkStrategy.Monotonic()) },
        ["watermarks"] = spec => spec with { EventTime = new EventTimeSpec("a", null, WatermarkStrategy.BoundedOutOfOrderness(TimeSpan.FromTicks(1))) },
        ["idle timeout"] = spec => spec with { EventTime = new EventTimeSpec("a", null, WatermarkStrategy.Monotonic().WithIdleTimeout(TimeSpan.FromTicks(1))) },
        ["configuration value"] = spec => spec with { Configuration = new Dictionary<string, string> { ["k"] = "v", ["l"] = "v" } },
        ["configuration key"] = spec => spec with { Configuration = new Dictionary<string, string> { ["k"] = "v", ["m"] = "w" } },
        ["configuration shifted"] = spec => spec with { Configuration = new Dictionary<string, string> { ["k"] = "vl", ["l"] = "w" } },
        ["stream id"] = spec => spec with { Streams = Streams(spec.Streams["default"], new StreamSpec("moer", new Fields("c"), false)) },
        ["stream direct"] = spec => spec with { Streams = Streams(spec.Streams["default"], new StreamSpec("more", new Fields("c"), true)) },
        ["stream left out"] = spec => spec with { Streams = Streams(spec.Streams["default"]) },
        ["field order"] = spec => spec with { Streams = Streams(new StreamSpec("default", new Fields("b", "a"), false), spec.Streams["more"]) },
        ["field joined"] = spec => spec with { Streams = Streams(new StreamSpec("default", new Fields("a,b"), false), spec.Streams["more"]) },
        ["source"] = spec => spec with { Subscriptions = [Reads("lines", "default", spec.Subscriptions[0].Grouping)] },
        ["source stream"] = spec => spec with { Subscriptions = [Reads("words", "more", spec.Subscriptions[0].Grouping)] },
        ["grouping"] = spec => spec with { Subscriptions = [Reads("words", "default", new GroupingSpec(GroupingKind.PartialKey, new Fields("x", "y")))] },
        ["grouping field order"] = spec => spec with { Subscriptions = [Reads("words", "default", new GroupingSpec(GroupingKind.Fields, new Fields("y", "x")))] },
        ["subscription left out"] = spec => spec with { Subscriptions = [] },
    };

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public void When_anything_changes_Then_the_hash_changes(string change)
    {
        var changed = Changes[change](Bolt);

        Assert.NotEqual(Bolt.ComputeHash(), changed.ComputeHash());
        Assert.NotEqual(new TopologySpec([Bolt]).Hash, new TopologySpec([changed]).Hash);
    }

    [Fact]
    public void When_all_changes_are_made_one_by_one_Then_no_two_hashes_agree()
    {
        var hashes = Changes.Values.Select(change => change(Bolt).ComputeHash()).ToHashSet();

        Assert.Equal(Changes.Count, hashes.Count);
    }

    [Fact]
    public void When_only_factories_differ_Then_the_hash_is_the_same()
    {
        var other = Bolt with { Factory = () => new StubBolt("other") };

        Assert.Equal(Bolt.ComputeHash(), other.ComputeHash());
    }

    [Fact]
    public void When_dictionaries_have_another_order_Then_the_hash_is_the_same()
    {
        var other = Bolt with
        {
            Streams = Streams(Bolt.Streams["more"], Bolt.Streams["default"]),
            Configuration = new Dictionary<string, string> { ["l"] = "w", ["k"] = "v" },
        };

        Assert.Equal(Bolt.ComputeHash(), other.ComputeHash());
    }

    [Fact]
    public void When_one_graph_is_built_in_every_order_Then_all_hashes_agree()
    {
        Action<TopologyBuilder>[] steps =
        [
            builder => builder.SetSpout("words", () => new StubSpout("word"), 2).AddConfiguration("a", "1").AddConfiguration("b", "2"),
            builder => builder.SetBolt("count", () => new StubBolt("word", "n"), 3).FieldsGrouping("words", new Fields("word")),
            builder => builder.SetBolt("sink", new Fields(), (_, _) => { }).GlobalGrouping("count").AllGrouping("words"),
        ];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

        var hashes = orders.Select(order => HashOf([.. order.Select(index => steps[index])])).ToHashSet();

        Assert.Single(hashes);
    }

    [Fact]
    public void When_subscriptions_are_declared_in_another_order_Then_the_hash_is_the_same()
    {
        static void Words(TopologyBuilder builder) => builder.SetSpout("words", () => new StubSpout("word"));
        static void Lines(TopologyBuilder builder) => builder.SetSpout("lines", () => new StubSpout("line"));

        var one = HashOf(Words, Lines, builder => builder.SetBolt("b", () => new StubBolt("n")).ShuffleGrouping("words").AllGrouping("lines"));
        var other = HashOf(Words, Lines, builder => builder.SetBolt("b", () => new StubBolt("n")).AllGrouping("lines").ShuffleGrouping("words"));

        Assert.Equal(one, other);
    }

    [Fact]
    public void When_a_component_is_added_Then_the_topologys_hash_changes_and_the_components_does_not()
    {
        var alone = new TopologySpec([Bolt]);
        var both = new TopologySpec([Bolt, Bolt with { Id = "second" }]);

        Assert.NotEqual(alone.Hash, both.Hash);
        Assert.Equal(alone["count"].ComputeHash(), both["count"].ComputeHash());
    }

    [Fact]
    public void When_hashed_Then_it_is_sha_256_in_upper_case_hex() => Assert.Matches("^[0-9A-F]{64}$", new TopologySpec([]).Hash);

    private static string HashOf(params Action<TopologyBuilder>[] steps)
    {
        var builder = new TopologyBuilder();
        foreach (var step in steps)
            step(builder);
        return builder.Build().Hash;
    }

    private static Dictionary<string, StreamSpec> Streams(params StreamSpec[] streams) => streams.ToDictionary(stream => stream.Id);

    private static SubscriptionSpec Reads(string component, string stream, GroupingSpec grouping) => new(component, stream, grouping);
}
