namespace Topology.Runtime.Tests.Windows;

/// <summary>What a slide costs, counted: never as much as the window has slices, but for the slide that turns the queue.</summary>
public class SlideCostTests
{
    private const int Slices = 3600;
    private const int Windows = 3 * Slices;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_a_window_of_3600_slices_slides_Then_each_slide_costs_a_few_merges(bool subtracts)
    {
        var run = new CountingRun(subtracts);

        var merges = run.Slide(Windows);

        Assert.InRange((double)merges / Windows, 1, 6);
        Assert.Equal(Windows, run.Shown);
    }

    [Fact]
    public void When_a_window_slides_Then_it_keeps_one_value_for_each_slice()
    {
        var run = new CountingRun(subtracts: true);

        run.Slide(Windows);

        Assert.InRange(run.Created, Windows, Windows + 2);
    }

    [Fact]
    public void When_a_tuple_is_added_to_a_slice_that_is_there_Then_nothing_is_allocated()
    {
        var run = new CountingRun(subtracts: true);
        run.Slide(10);

        var bytes = run.AddAgain(10_000);

        Assert.Equal(0, bytes);
    }
}
