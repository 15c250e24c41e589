using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.State;

/// <summary>Values that no serializer takes, in memory.</summary>
public class UnwritableValueTests
{
    [Fact]
    public void When_a_value_cannot_be_written_Then_its_piece_says_which_and_the_others_are_there()
    {
        var states = StateStore.States();
        states.GetKeyValue<string, long>("words", new()).Put("a", 1);
        states.GetKeyValue<string, Uri>("links", new()).Put("a", new Uri("http://a"));

        var pieces = states.Snapshot(full: false);

        Assert.Equal(["words", "links"], pieces.Select(piece => piece.State));
        Assert.NotEqual(0, pieces[0].Encode().Length);
        Assert.Equal("State \"links\" of component \"count\", task 0 of 1 cannot be saved: it holds a System.Uri: not one of mine",
            Assert.Throws<TopologyException>(() => pieces[1].Encode()).Message);
    }
}
