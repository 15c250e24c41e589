using Topology.Engine;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Tests.Watermarks;

public class SourceWatermarksTests
{
    private readonly SourceWatermarks _two = new(WatermarkStrategy.Monotonic().WithIdleTimeout(TimeSpan.FromTicks(100)), 2);

    public SourceWatermarksTests()
    {
        _two.Start(0, 0);
        _two.Start(1, 0);
    }

    [Fact]
    public void When_a_task_has_emitted_nothing_Then_nothing_is_known()
    {
        Emit(0, 50, now: 1);

        Assert.Equal(new WatermarkSignal(0), _two.At(1));
        Assert.Equal(100, _two.NextIdleAt);
    }

    [Fact]
    public void When_all_have_emitted_Then_the_least_counts_and_never_goes_back()
    {
        Emit(0, 50, now: 1);
        Emit(1, 30, now: 1);
        Assert.Equal(new WatermarkSignal(29), _two.At(1));

        _two.Start(1, 2); // a new instance, which has seen nothing
        Emit(1, 10, now: 2);
        Assert.Equal(new WatermarkSignal(29), _two.At(2));

        Emit(1, 60, now: 3);
        Assert.Equal(new WatermarkSignal(49), _two.At(3));
    }

    [Fact]
    public void When_a_task_is_idle_Then_it_is_left_out_until_it_emits()
    {
        Emit(0, 50, now: 99);
        Assert.Equal(new WatermarkSignal(49), _two.At(100));
        Assert.Equal(199, _two.NextIdleAt);
        Assert.Equal(new WatermarkSignal(49, IsIdle: true), _two.At(199));

        Emit(1, 20, now: 200);

        Assert.Equal(new WatermarkSignal(49), _two.At(200));
    }

    [Fact]
    public void When_a_task_is_not_asked_Then_its_idle_time_begins_when_it_is_asked_again()
    {
        _two.Withhold(0);
        _two.Withhold(1);
        Assert.Equal(new WatermarkSignal(0), _two.At(1_000));
        Assert.Equal(long.MaxValue, _two.NextIdleAt);

        _two.Ask(0, 2_000);
        _two.Ask(1, 2_000);

        Assert.Equal(new WatermarkSignal(0), _two.At(2_099));
        Assert.Equal(new WatermarkSignal(0, IsIdle: true), _two.At(2_100));
    }

    [Fact]
    public void When_a_task_has_ended_Then_the_other_alone_counts_and_both_are_the_end()
    {
        Emit(0, 50, now: 1);
        _two.End(1, hasEnded: true);
        Assert.Equal(new WatermarkSignal(49), _two.At(1));

        _two.End(0, hasEnded: true);

        Assert.Equal(new WatermarkSignal(WatermarkSignal.End), _two.At(1));
    }

    [Fact]
    public void When_the_input_of_a_bolt_has_ended_Then_so_have_all_tasks() =>
        Assert.Equal(new WatermarkSignal(WatermarkSignal.End), _two.At(1, hasInputEnded: true));

    private void Emit(int task, long eventTime, long now) => _two.Emitted(task, [eventTime], eventTime, now);
}
