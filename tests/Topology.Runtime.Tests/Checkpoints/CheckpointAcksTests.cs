using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

public class CheckpointAcksTests
{
    private readonly CheckpointAcks _acks = new(keepsIds: true);

    [Fact]
    public void When_a_checkpoint_is_complete_Then_what_came_before_its_barrier_is_taken()
    {
        _acks.Add("a");
        _acks.Add("b");
        _acks.Divide(1);
        _acks.Add("c");
        Assert.Equal(3, _acks.Count);

        Assert.Equal(["a", "b"], Take(1));
        Assert.Equal(1, _acks.Count);
        Assert.Empty(Take(2));
    }

    [Fact]
    public void When_one_was_given_up_Then_the_next_one_acks_for_it_too()
    {
        _acks.Add("a");
        _acks.Divide(1);
        _acks.Add("b");
        _acks.Divide(3);

        Assert.Equal(["a", "b"], Take(3));
        Assert.Equal(0, _acks.Count);
    }

    [Fact]
    public void When_an_earlier_one_is_complete_Then_what_came_after_its_barrier_waits()
    {
        _acks.Add("a");
        _acks.Divide(2);

        Assert.Empty(Take(1));
        Assert.Equal(["a"], Take(2));
        Assert.Empty(Take(2));
    }

    [Fact]
    public void When_nobody_wants_to_know_Then_they_are_only_counted()
    {
        var acks = new CheckpointAcks(keepsIds: false);
        acks.Add("a");
        acks.Add("b");
        acks.Divide(1);

        Assert.True(acks.TryTake(1, out var ids, out var count));

        Assert.Empty(ids);
        Assert.Equal((2, 0), (count, acks.Count));
    }

    [Fact]
    public void When_the_instance_is_gone_Then_nothing_of_it_is_acked()
    {
        _acks.Add("a");
        _acks.Divide(1);
        _acks.Add("b");

        Assert.Equal(2, _acks.Clear());

        _acks.Divide(2);
        Assert.Empty(Take(2));
        Assert.Equal(0, _acks.Clear());
    }

    private List<string> Take(long checkpoint)
    {
        var taken = new List<string>();
        while (_acks.TryTake(checkpoint, out var ids, out var count))
        {
            Assert.Equal(ids.Count, count);
            taken.AddRange(ids.Select(id => id.AsString()));
        }
        return taken;
    }
}
