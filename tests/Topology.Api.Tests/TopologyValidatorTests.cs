using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class TopologyValidatorTests
{
    private readonly TopologyBuilder _builder = new();

    public TopologyValidatorTests() => _builder.SetSpout("words", () => new StubSpout(DeclareWords));

    [Fact]
    [Trait("Behaviour", "T7")]
    public void When_the_source_component_does_not_exist_Then_bolt_source_and_nearest_are_named()
    {
        Bolt("count").ShuffleGrouping("wrods");

        Expect("Bolt \"count\" subscribes to component \"wrods\", which does not exist; the nearest is \"words\".");
    }

    [Fact]
    [Trait("Behaviour", "T7")]
    public void When_the_stream_does_not_exist_Then_bolt_stream_source_and_nearest_are_named()
    {
        Bolt("count").ShuffleGrouping("words", "dfault");

        Expect("Bolt \"count\" subscribes to stream \"dfault\" of component \"words\", which does not exist; the nearest is \"default\".");
    }

    [Fact]
    [Trait("Behaviour", "T7")]
    public void When_the_grouping_field_does_not_exist_Then_bolt_stream_field_and_nearest_are_named()
    {
        Bolt("count").FieldsGrouping("words", new Fields("word", "lenth"));

        Expect("Bolt \"count\" groups stream \"default\" of component \"words\" by field \"lenth\", which does not exist; the nearest is \"length\".");
    }

    [Fact]
    public void When_the_grouping_field_belongs_to_another_stream_Then_it_is_a_mistake()
    {
        Bolt("count").FieldsGrouping("words", "errors", new Fields("word"));
        Bolt("key").PartialKeyGrouping("words", new Fields("code"));

        Expect(
            "Bolt \"count\" groups stream \"errors\" of component \"words\" by field \"word\", which does not exist; the nearest is \"code\".",
            "Bolt \"key\" groups stream \"default\" of component \"words\" by field \"code\", which does not exist; the nearest is \"word\".");
    }

    [Fact]
    public void When_the_grouping_has_no_field_Then_it_is_a_mistake()
    {
        Bolt("count").FieldsGrouping("words", new Fields());

        Expect("Bolt \"count\" has the grouping Fields on stream \"default\" of component \"words\" without any field.");
    }

    [Fact]
    public void When_the_source_declares_nothing_Then_the_message_says_so()
    {
        _builder.SetBolt("sink", new Fields(), (_, _) => { }).ShuffleGrouping("words");
        Bolt("after").ShuffleGrouping("sink");

        Expect("Bolt \"after\" subscribes to stream \"default\" of component \"sink\", which does not exist; it declares no stream.");
    }

    [Fact]
    public void When_one_stream_is_subscribed_twice_Then_both_groupings_are_named()
    {
        Bolt("count").ShuffleGrouping("words").FieldsGrouping("words", new Fields("word"));

        Expect("Bolt \"count\" subscribes 2 times to stream \"default\" of component \"words\" (Shuffle, Fields); once is all it can.");
    }

    [Fact]
    public void When_two_streams_of_one_component_are_subscribed_Then_that_is_no_mistake()
    {
        Bolt("count").ShuffleGrouping("words").ShuffleGrouping("words", "errors");

        Assert.Equal(2, _builder.Build()["count"].Subscriptions.Count);
    }

    [Fact]
    [Trait("Behaviour", "T8")]
    public void When_the_system_stream_is_subscribed_too_Then_it_is_accepted_and_left_out()
    {
        Bolt("count").FieldsGrouping("words", new Fields("word")).GlobalGrouping("words", "__system");

        var subscription = Assert.Single(_builder.Build()["count"].Subscriptions);

        Assert.Equal("default", subscription.Stream);
    }

    [Fact]
    public void When_the_system_component_is_subscribed_Then_the_message_tells_how_to_get_ticks()
    {
        Bolt("count").ShuffleGrouping("__system", "__tick");

        Expect("Bolt \"count\" subscribes to the runtime's own component \"__system\"; ticks are asked for with SetTickInterval.");
    }

    [Fact]
    public void When_a_direct_stream_is_read_otherwise_Then_grouping_and_stream_are_named()
    {
        Bolt("count").ShuffleGrouping("words", "direct");

        Expect("Bolt \"count\" has the grouping Shuffle on stream \"direct\" of component \"words\", which is a direct stream; only a direct grouping can read it.");
    }

    [Fact]
    public void When_a_direct_grouping_reads_another_stream_Then_the_stream_is_named()
    {
        Bolt("count").DirectGrouping("words");

        Expect("Bolt \"count\" has a direct grouping on stream \"default\" of component \"words\", which is not declared as a direct stream.");
    }

    [Fact]
    public void When_ids_are_reserved_Then_they_are_named()
    {
        _builder.SetSpout("__mine", () => new StubSpout("x"));
        _builder.SetSpout("other", () => new StubSpout(declarer => declarer.DeclareStream("__log", new Fields("x"))));

        Expect(
            "\"__mine\" is not a valid component id: ids starting with \"__\" are reserved.",
            "\"__log\" of component \"other\" is not a valid stream id: ids starting with \"__\" are reserved.");
    }

    [Fact]
    public void When_a_bolt_subscribes_to_nothing_Then_it_is_named()
    {
        Bolt("count");

        Expect("Bolt \"count\" subscribes to nothing and has no tick interval, so it would never get a tuple.");
    }

    [Fact]
    public void When_there_is_no_spout_Then_that_is_a_mistake()
    {
        var mistakes = Assert.Throws<InvalidTopologyException>(() => new TopologyBuilder().Build()).Mistakes;

        Assert.Equal(["The topology has no spout, so it would never get a tuple."], mistakes);
    }

    [Fact]
    public void When_a_setting_is_for_the_other_kind_Then_component_and_setting_are_named()
    {
        _builder.SetSpout("other", () => new StubSpout("x")).SetTickInterval(TimeSpan.FromSeconds(1));
        Bolt("count").ShuffleGrouping("words").SetMaxSpoutPending(1);

        Expect(
            "Bolt \"count\" has a limit of pending tuples, but only spouts have pending tuples.",
            "Spout \"other\" has a tick interval, but only bolts receive ticks.");
    }

    private static void DeclareWords(OutputFieldsDeclarer declarer)
    {
        declarer.Declare(new Fields("word", "length"));
        declarer.DeclareStream("errors", new Fields("code"));
        declarer.DeclareDirectStream("direct", new Fields("word"));
    }

    private BoltDeclarer Bolt(string id) => _builder.SetBolt(id, () => new StubBolt("n"));

    private void Expect(params string[] mistakes) =>
        Assert.Equal(mistakes, Assert.Throws<InvalidTopologyException>(() => _builder.Build()).Mistakes);
}
