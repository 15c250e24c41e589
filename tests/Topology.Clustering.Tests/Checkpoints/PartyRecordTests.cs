using Topology.Clustering.Checkpoints;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Checkpoints;

public class PartyRecordTests
{
    private readonly PartyRecord _record = new();

    [Fact]
    public void When_an_order_comes_again_Then_it_is_not_carried_out_again()
    {
        Assert.True(_record.Begin(3, out var abandoned));
        Assert.Equal(0, abandoned);
        Assert.False(_record.Begin(3, out _));
        Assert.True(_record.Complete(3));
        Assert.False(_record.Complete(3));
        Assert.True(_record.GiveUp(4));
        Assert.False(_record.GiveUp(4));
    }

    [Fact]
    public void When_the_next_one_begins_and_nobody_said_that_the_last_one_was_given_up_Then_it_was()
    {
        _record.Begin(3, out _);
        _record.Complete(3);
        Assert.True(_record.Begin(4, out var none));
        Assert.True(_record.Begin(6, out var abandoned));
        _record.GiveUp(6);
        _record.Begin(7, out var told);

        Assert.Equal((0L, 4L, 0L), (none, abandoned, told));
    }

    [Fact]
    public void When_parts_are_asked_for_again_Then_those_of_the_last_checkpoint_are_known_also_if_its_order_came_late()
    {
        _record.Stored(Part(1, 3));
        _record.Stored(Part(2, 4));
        _record.Stored(Part(3, 4));
        _record.Stored(Part(4, 3));

        Assert.Equal([2, 3], _record.Parts.Select(part => part.Executor));
    }

    [Fact]
    public void When_executors_have_acted_Then_those_of_the_last_completed_one_are_known()
    {
        _record.Complete(3);
        _record.Settled(1, 3);
        _record.Settled(2, 2);
        Assert.Equal([1], _record.SettledExecutors);

        _record.Complete(4);

        Assert.Empty(_record.SettledExecutors);
    }

    private static PartStored Part(int executor, long checkpoint) => new("words-1", 1, executor, checkpoint, TimeSpan.Zero, TimeSpan.Zero, 0, []);
}
