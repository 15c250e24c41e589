using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class BoltDeclarerTests
{
    private static readonly Fields Word = new("word");

    private static readonly Dictionary<GroupingKind, Func<BoltDeclarer, BoltDeclarer>> OnDefault = new()
    {
        [GroupingKind.Shuffle] = bolt => bolt.ShuffleGrouping("words"),
        [GroupingKind.LocalOrShuffle] = bolt => bolt.LocalOrShuffleGrouping("words"),
        [GroupingKind.Fields] = bolt => bolt.FieldsGrouping("words", Word),
        [GroupingKind.PartialKey] = bolt => bolt.PartialKeyGrouping("words", Word),
        [GroupingKind.All] = bolt => bolt.AllGrouping("words"),
        [GroupingKind.Global] = bolt => bolt.GlobalGrouping("words"),
        [GroupingKind.None] = bolt => bolt.NoneGrouping("words"),
        [GroupingKind.Custom] = bolt => bolt.CustomGrouping("words", () => new NoGrouping()),
    };

    private static readonly Dictionary<GroupingKind, Func<BoltDeclarer, string, BoltDeclarer>> OnNamed = new()
    {
        [GroupingKind.Shuffle] = (bolt, stream) => bolt.ShuffleGrouping("words", stream),
        [GroupingKind.LocalOrShuffle] = (bolt, stream) => bolt.LocalOrShuffleGrouping("words", stream),
        [GroupingKind.Fields] = (bolt, stream) => bolt.FieldsGrouping("words", stream, Word),
        [GroupingKind.PartialKey] = (bolt, stream) => bolt.PartialKeyGrouping("words", stream, Word),
        [GroupingKind.All] = (bolt, stream) => bolt.AllGrouping("words", stream),
        [GroupingKind.Global] = (bolt, stream) => bolt.GlobalGrouping("words", stream),
        [GroupingKind.None] = (bolt, stream) => bolt.NoneGrouping("words", stream),
        [GroupingKind.Custom] = (bolt, stream) => bolt.CustomGrouping("words", stream, () => new NoGrouping()),
    };

    public static TheoryData<GroupingKind> Kinds => [.. OnDefault.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void When_no_stream_is_named_Then_the_grouping_reads_the_default_stream(GroupingKind kind)
    {
        var subscription = Assert.Single(Subscribe(OnDefault[kind]));

        Assert.Equal(("words", "default", kind), (subscription.Component, subscription.Stream, subscription.Grouping.Kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void When_a_stream_is_named_Then_the_grouping_reads_it(GroupingKind kind)
    {
        var subscription = Assert.Single(Subscribe(bolt => OnNamed[kind](bolt, "more")));

        Assert.Equal(("words", "more", kind), (subscription.Component, subscription.Stream, subscription.Grouping.Kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void When_the_grouping_has_a_key_Then_and_only_then_it_has_fields(GroupingKind kind)
    {
        var grouping = Assert.Single(Subscribe(OnDefault[kind])).Grouping;

        Assert.Equal(kind is GroupingKind.Fields or GroupingKind.PartialKey ? Word : null, grouping.Fields);
        Assert.Equal(kind == GroupingKind.Custom, grouping.Custom is not null);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void When_component_or_stream_is_empty_Then_it_is_refused(GroupingKind kind)
    {
        var bolt = new TopologyBuilder().SetBolt("count", () => new StubBolt("n"));

        Assert.Throws<ArgumentException>("stream", () => OnNamed[kind](bolt, ""));
        Assert.Throws<ArgumentNullException>("component", () => bolt.ShuffleGrouping(null!)); // null is the case under test
        Assert.Throws<ArgumentException>("component", () => bolt.FieldsGrouping("", Word));
    }

    [Fact]
    public void When_the_direct_grouping_names_a_direct_stream_Then_it_reads_it()
    {
        var subscription = Assert.Single(Subscribe(bolt => bolt.DirectGrouping("words", "direct")));

        Assert.Equal(new SubscriptionSpec("words", "direct", new GroupingSpec(GroupingKind.Direct)), subscription);
    }

    [Fact]
    public void When_several_streams_are_subscribed_Then_they_come_by_component_and_stream()
    {
        var subscriptions = Subscribe(bolt => bolt.ShuffleGrouping("words", "more").AllGrouping("other").GlobalGrouping("words"));

        Assert.Equal(["other:default", "words:default", "words:more"], subscriptions.Select(item => $"{item.Component}:{item.Stream}"));
    }

    [Fact]
    public void When_fields_or_factory_are_null_Then_they_are_refused()
    {
        var bolt = new TopologyBuilder().SetBolt("count", () => new StubBolt("n"));

        Assert.Throws<ArgumentNullException>("fields", () => bolt.FieldsGrouping("words", null!)); // null is the case under test
        Assert.Throws<ArgumentNullException>("fields", () => bolt.PartialKeyGrouping("words", null!)); // null is the case under test
        Assert.Throws<ArgumentNullException>("factory", () => bolt.CustomGrouping("words", null!)); // null is the case under test
    }

    private static IReadOnlyList<SubscriptionSpec> Subscribe(Func<BoltDeclarer, BoltDeclarer> subscribe)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("words", () => new StubSpout(Declare));
        builder.SetSpout("other", () => new StubSpout("x"));
        subscribe(builder.SetBolt("count", () => new StubBolt("n")));
        return builder.Build()["count"].Subscriptions;
    }

    private static void Declare(OutputFieldsDeclarer declarer)
    {
        declarer.Declare(Word);
        declarer.DeclareStream("more", Word);
        declarer.DeclareDirectStream("direct", Word);
    }

    private sealed class NoGrouping : ICustomGrouping
    {
        public void Prepare(TopologyContext context, string stream, IReadOnlyList<int> targetTasks)
        {
        }

        public void ChooseTasks(int sourceTask, ReadOnlySpan<Value> values, ICollection<int> chosen)
        {
        }
    }
}
