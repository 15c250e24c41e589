using Topology.Runtime.Windows;

namespace Topology.Runtime.Tests.Windows;

/// <summary>When the inputs of windows are acked.</summary>
public class HoldsTests
{
    private readonly List<int> _held = [];
    private readonly List<int> _acked = [];
    private readonly WindowInput _input = new();

    [Fact]
    public void When_no_checkpoints_are_taken_Then_inputs_are_acked_with_the_window_that_has_them_last()
    {
        var holds = Make(untilCheckpoint: false);
        HoldList? list = null;
        Put(holds, ref list, 1);
        Put(holds, ref list, 2);
        Assert.Empty(_acked);

        holds.Release(list);

        Assert.Equal([1, 2], _held);
        Assert.Equal([1, 2], _acked);
    }

    [Fact]
    public void When_checkpoints_are_taken_Then_the_one_that_is_complete_acks_what_came_before_its_snapshot()
    {
        var holds = Make(untilCheckpoint: true);
        HoldList? list = null;
        Put(holds, ref list, 1);
        holds.BeforeCheckpoint(7);
        Put(holds, ref list, 2);
        holds.Release(null);

        holds.CheckpointCompleted(7);

        Assert.Equal([1], _acked);
        Assert.Equal(1, list!.Count); // what is acked is forgotten
    }

    [Fact]
    public void When_a_checkpoint_is_given_up_Then_the_next_one_acks_for_it()
    {
        var holds = Make(untilCheckpoint: true);
        HoldList? list = null;
        Put(holds, ref list, 1);
        holds.BeforeCheckpoint(7);
        Put(holds, ref list, 2);
        holds.BeforeCheckpoint(8);

        holds.CheckpointCompleted(8);

        Assert.Equal([1, 2], _acked);
    }

    [Fact]
    public void When_an_input_is_in_several_windows_Then_it_is_held_once()
    {
        var holds = Make(untilCheckpoint: false);
        var (one, other) = ((HoldList?)null, (HoldList?)null);
        _input.Set(Tuples.Of(1), 0, 0, isHeld: true);
        holds.Put(ref one, _input);
        holds.Put(ref other, _input);

        Assert.Equal([1], _held);
    }

    private void Put(Holds holds, ref HoldList? list, int id)
    {
        _input.Set(Tuples.Of(id), 0, 0, isHeld: true);
        holds.Put(ref list, _input);
    }

    private Holds Make(bool untilCheckpoint) =>
        new(input => _held.Add(input.GetInt32(0)), input => _acked.Add(input.GetInt32(0)), input => _acked.Contains(input.GetInt32(0)), untilCheckpoint);
}
