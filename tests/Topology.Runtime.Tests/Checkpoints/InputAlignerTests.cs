namespace Topology.Runtime.Tests.Checkpoints;

public class InputAlignerTests
{
    private readonly NamedChannel _a = new("a");
    private readonly NamedChannel _b = new("b");
    private readonly NamedChannel _c = new("c");
    private readonly AlignedInput _input;

    public InputAlignerTests() => _input = new AlignedInput(_a, _b);

    [Fact]
    public void When_one_channel_is_ahead_Then_what_follows_over_it_waits_for_the_others()
    {
        _input.Take(_a.Data("a1"));
        _input.Take(_a.Barrier(1));
        _input.Take(_a.Data("a2"));
        _input.Take(_b.Data("b1"));
        _input.Take(_a.Data("a3"));
        Assert.Equal((1, 2), (_input.Aligner.Checkpoint, _input.Aligner.Waiting));

        _input.Take(_b.Barrier(1));

        Assert.Equal(["a1", "b1", "#1", "a2", "a3"], _input.Log);
        Assert.Equal((0, 0), (_input.Aligner.Checkpoint, _input.Aligner.Waiting));
    }

    [Fact]
    public void When_there_is_one_channel_Then_nothing_waits()
    {
        var input = new AlignedInput(_a);

        input.Take(_a.Barrier(1));
        input.Take(_a.Data("a1"));
        input.Take(_a.Barrier(2));

        Assert.Equal(["#1", "a1", "#2"], input.Log);
    }

    [Fact]
    public void When_the_barrier_of_the_next_one_comes_meanwhile_Then_it_waits_in_its_place()
    {
        _input.Take(_a.Barrier(1));
        _input.Take(_a.Data("a1"));
        _input.Take(_a.Barrier(2));
        _input.Take(_a.Data("a2"));
        _input.Take(_b.Barrier(1));
        Assert.Equal(2, _input.Aligner.Checkpoint);
        _input.Take(_b.Data("b1"));
        _input.Take(_b.Barrier(2));

        Assert.Equal(["#1", "a1", "b1", "#2", "a2"], _input.Log);
    }

    [Fact]
    public void When_it_is_given_up_Then_what_waits_goes_on_and_its_late_barriers_do_nothing()
    {
        _input.Take(_a.Barrier(1));
        _input.Take(_a.Data("a1"));

        _input.GiveUp(1);
        _input.Take(_b.Barrier(1));
        _input.Take(_b.Data("b1"));

        Assert.Equal(["a1", "b1"], _input.Log);
        Assert.Equal(0, _input.Aligner.Checkpoint);
    }

    [Fact]
    public void When_it_is_given_up_before_its_barriers_come_Then_they_do_nothing()
    {
        _input.GiveUp(1);

        _input.Take(_a.Barrier(1));
        _input.Take(_b.Barrier(1));
        _input.Take(_a.Data("a1"));

        Assert.Equal(["a1"], _input.Log);
    }

    [Fact]
    public void When_an_earlier_one_is_given_up_Then_the_one_being_aligned_goes_on()
    {
        _input.Take(_a.Barrier(2));

        _input.GiveUp(1);
        _input.Take(_a.Data("a1"));
        _input.Take(_b.Barrier(2));

        Assert.Equal(["#2", "a1"], _input.Log);
    }

    [Fact]
    public void When_a_later_one_overtakes_it_over_another_channel_Then_only_the_later_one_is_taken()
    {
        _input.Take(_a.Barrier(1));
        _input.Take(_a.Data("a1"));
        _input.Take(_b.Data("b1"));

        _input.Take(_b.Barrier(2));
        _input.Take(_b.Data("b2"));
        Assert.Equal(["b1", "a1"], _input.Log);
        _input.Take(_a.Data("a2"));
        _input.Take(_a.Barrier(2));

        Assert.Equal(["b1", "a1", "a2", "#2", "b2"], _input.Log);
    }

    [Fact]
    public void When_the_overtaken_ones_barrier_comes_late_Then_it_does_nothing()
    {
        var input = new AlignedInput(_a, _b, _c);
        input.Take(_a.Barrier(1));
        input.Take(_b.Barrier(2));

        input.Take(_c.Barrier(1));
        input.Take(_c.Data("c1"));
        input.Take(_a.Barrier(2));
        input.Take(_c.Barrier(2));

        Assert.Equal(["c1", "#2"], input.Log);
    }

    [Fact]
    public void When_it_is_cleared_Then_it_gives_back_all_that_waits_and_aligns_nothing()
    {
        _input.Take(_a.Barrier(1));
        var (first, second, next) = (_a.Data("a1"), _a.Data("a2"), _a.Barrier(2));
        _input.Take(first);
        _input.Take(second);
        _input.Take(next);

        Assert.Equal([first, second, next], _input.Aligner.Clear());

        Assert.Equal((0, 0), (_input.Aligner.Checkpoint, _input.Aligner.Waiting));
        _input.Take(_a.Data("a3"));
        Assert.Equal(["a3"], _input.Log);
    }
}
