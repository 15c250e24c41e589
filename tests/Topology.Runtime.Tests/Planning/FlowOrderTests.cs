using Topology.Runtime.Planning;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Planning;

/// <summary>Which components can no longer get tuples once others have stopped.</summary>
public class FlowOrderTests
{
    [Fact]
    public void When_bolts_form_a_chain_Then_each_comes_after_the_one_before() =>
        Assert.Equal("z|y|a|b", OrderOf("z", "y<z", "a<y", "b<a"));

    [Fact]
    public void When_two_ways_lead_to_a_bolt_Then_the_longer_one_counts() =>
        Assert.Equal("s|a|b|sink", OrderOf("s", "a<s", "b<a", "sink<s,b"));

    [Fact]
    public void When_components_are_equally_far_Then_they_form_one_group_in_ordinal_order() =>
        Assert.Equal("s t|a b c|d", OrderOf("t", "s", "c<s", "a<t", "b<s,t", "d<a,c"));

    [Fact]
    public void When_a_bolt_subscribes_to_nothing_Then_it_comes_with_the_first_bolts() =>
        Assert.Equal("s|alone b", OrderOf("s", "alone<", "b<s"));

    [Fact]
    public void When_diamonds_are_stacked_Then_every_component_is_looked_at_once()
    {
        // 40 diamonds on top of each other have 2^40 ways through them.
        var graph = new List<string> { "n0" };
        for (var i = 0; i < 40; i++)
            graph.AddRange([$"l{i}<n{i}", $"r{i}<n{i}", $"n{i + 1}<l{i},r{i}"]);

        Assert.Equal(81, OrderOf([.. graph]).Split('|').Length);
    }

    private static string OrderOf(params string[] graph) =>
        string.Join('|', FlowOrder.Of(new TopologySpec(graph.Select(Component))).Select(group => string.Join(' ', group)));

    private static ComponentSpec Component(string text)
    {
        var parts = text.Split('<');
        var inputs = parts.Length == 1 ? [] : parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new ComponentSpec
        {
            Id = parts[0],
            Kind = parts.Length == 1 ? ComponentKind.Spout : ComponentKind.Bolt,
            Factory = new SpoutProbe().Create,
            Subscriptions = [.. inputs.Select(input => new SubscriptionSpec(input, "default", new GroupingSpec(GroupingKind.Shuffle)))],
        };
    }
}
