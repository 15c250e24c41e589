using Topology.Api.Tests.Support;

namespace Topology.Api.Tests;

public class TopologySpecTests
{
    [Fact]
    public void When_components_are_given_in_any_order_Then_they_come_in_ordinal_order()
    {
        var spec = new TopologySpec([Spout("b"), Spout("B"), Spout("a")]);

        Assert.Equal(["B", "a", "b"], spec.Components.Select(component => component.Id));
    }

    [Fact]
    public void When_an_id_occurs_twice_Then_it_is_refused() =>
        Assert.Throws<ArgumentException>(() => new TopologySpec([Spout("a"), Spout("a")]));

    [Fact]
    public void When_a_component_exists_Then_it_is_found_by_its_exact_id()
    {
        var spec = new TopologySpec([Spout("a")]);

        Assert.Equal("a", spec["a"].Id);
        Assert.True(spec.TryGet("a", out var found));
        Assert.Same(spec["a"], found);
        Assert.False(spec.TryGet("A", out var missing));
        Assert.Null(missing);
    }

    [Fact]
    public void When_nothing_can_be_meant_Then_the_message_has_no_hint()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => new TopologySpec([])["a"]);

        Assert.Equal("There is no component \"a\".", error.Message);
    }

    private static ComponentSpec Spout(string id) => new() { Id = id, Kind = ComponentKind.Spout, Factory = () => new StubSpout("x") };
}
