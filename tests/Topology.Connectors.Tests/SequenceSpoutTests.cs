using CsCheck;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>Positions, tracking and the end, which all positioned sources have in common.</summary>
public class SequenceSpoutTests
{
    [Fact]
    public void When_there_are_several_tasks_Then_each_has_its_stride()
    {
        var all = Enumerable.Range(0, 3)
            .Select(index => new SpoutRun(new SequenceSpout(10, 17), DeliveryGuarantee.EffectivelyOnce, index: index, tasks: 3).Take().Select(emit => emit.Value.AsInt64()).ToArray())
            .ToArray();

        Assert.Equal([10, 13, 16], all[0]);
        Assert.Equal([11, 14, 17], all[1]);
        Assert.Equal([12, 15], all[2]);
    }

    [Theory]
    [InlineData(DeliveryGuarantee.EffectivelyOnce)]
    [InlineData(DeliveryGuarantee.AtMostOnce)]
    public void When_nothing_is_tracked_Then_it_completes_after_the_last_number(DeliveryGuarantee guarantee)
    {
        var run = new SpoutRun(new SequenceSpout(1, 3), guarantee);

        Assert.Equal([(-1L, 1), (-1, 2), (-1, 3)], run.Take());
        Assert.True(run.Collector.IsCompleted);
    }

    [Fact]
    public void When_emits_are_tracked_Then_what_fails_comes_again_also_after_the_last_number_and_the_first_that_is_not_acked_is_saved()
    {
        var run = new SpoutRun(new SequenceSpout(1, 3), DeliveryGuarantee.AtLeastOnce);
        Assert.Equal([(0L, 1), (1, 2), (2, 3)], run.Take());

        run.Spout.Ack(0L);
        run.Spout.Ack(2L);
        var saved = run.Save(1);
        run.Spout.Fail(1L, FailReason.TimedOut);
        Assert.True(run.Collector.IsCompleted);
        Assert.Equal([(1L, 2)], run.Take());
        run.Spout.Ack(1L);

        Assert.Equal([2, 3], new SpoutRun(new SequenceSpout(1, 3), DeliveryGuarantee.AtLeastOnce, saved).Take().Select(emit => emit.Value.AsInt32()));
        var after = new SpoutRun(new SequenceSpout(1, 3), DeliveryGuarantee.AtLeastOnce, run.Save(2));
        Assert.Empty(after.Take());
        Assert.True(after.Collector.IsCompleted);
    }

    [Fact]
    public void When_it_is_restored_at_any_point_Then_each_guarantee_holds() => Gen.Select(Gen.Int[0, 40], Gen.Int[0, 5].Array[0, 60], Gen.Bool).Sample((count, steps, isTracked) =>
    {
        var model = new SourceModel(() => new SequenceSpout(1, count), isTracked);
        foreach (var step in steps)
        {
            if (step == 0)
                model.Restart();
            else if (step == 1)
                model.Save();
            else if (step == 2)
                model.FailLost(1);
            else
                model.Receive(step);
        }
        model.Receive(int.MaxValue);
        model.FailLost(int.MaxValue);
        model.Receive(int.MaxValue);

        Assert.True(model.IsCompleted);
        var truth = Enumerable.Range(1, count).Select(number => (long)number);
        Assert.Equal(truth, isTracked ? model.Seen.Distinct().Order() : model.Seen);
    });

    [Fact]
    public void When_it_is_executed_without_a_state_Then_it_says_what_is_missing()
    {
        var spout = new SequenceSpout(1, 2);
        spout.Prepare(Contexts.Of("source", DeliveryGuarantee.AtMostOnce, new FakeStates()), new RecordingSpoutCollector());

        var error = Assert.Throws<InvalidOperationException>(spout.Execute);

        Assert.Equal("Component \"source\" was executed before InitState: it needs a runtime that keeps state.", error.Message);
    }
}
