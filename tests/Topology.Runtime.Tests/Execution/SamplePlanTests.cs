using CsCheck;

using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

public sealed class SamplePlanTests
{
    [Fact]
    public void When_samples_are_thinned_or_not_Then_their_weights_are_the_share_of_the_tuples() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 256].Array[1, 20], Gen.Bool.Array[20]).Sample((every, batches, quick) =>
        {
            var plan = new SamplePlan(1.0 / every);
            var weight = batches.Select((tuples, i) => Run(plan, tuples, quick[i] ? 0 : SamplePlan.Quick).Sum(sample => sample.Weight)).Sum();

            Assert.Equal(batches.Sum() / every, weight);
        });

    [Fact]
    public void When_all_samples_of_a_batch_were_quick_Then_one_in_four_of_the_next_is_taken()
    {
        var plan = new SamplePlan(0.05);

        Assert.Equal(12, Run(plan, 240, SamplePlan.Quick - 1).Count);
        Assert.Equal(3, Run(plan, 240, SamplePlan.Quick - 1).Count);
    }

    [Fact]
    public void When_one_sample_is_not_quick_Then_all_of_the_next_batch_are_taken()
    {
        var plan = new SamplePlan(0.05);
        Run(plan, 240, 0);

        Assert.Equal(3, Run(plan, 240, 0, last: SamplePlan.Quick).Count);
        Assert.Equal(12, Run(plan, 240, 0).Count);
        Assert.Equal(3, Run(plan, 240, 0).Count);
    }

    [Fact]
    public void When_tuples_are_acked_later_Then_none_is_left_out_however_quick_their_Execute()
    {
        var plan = new SamplePlan(0.05);
        Run(plan, 240, 0, isWhole: false);

        Assert.Equal(12, Run(plan, 240, 0).Count);
    }

    [Fact]
    public void When_a_batch_has_no_sample_Then_it_says_nothing_of_the_next()
    {
        var plan = new SamplePlan(0.05);
        Run(plan, 240, 0);

        Assert.Empty(Run(plan, 19, 0));
        Assert.Equal(3, Run(plan, 240, 0).Count);
    }

    [Fact]
    public void When_the_share_is_1_Then_each_tuple_is_measured_however_quick()
    {
        var plan = new SamplePlan(1);

        Assert.Equal(256, Run(plan, 256, 0).Count);
        Assert.Equal(256, Run(plan, 256, 0).Count(sample => sample.Weight == 1));
    }

    [Fact]
    public void When_the_share_is_0_Then_none_is_measured() => Assert.Empty(Run(new SamplePlan(0), 256, 0));

    [Fact]
    public void When_batches_are_alike_Then_each_place_is_measured_about_as_often()
    {
        var plan = new SamplePlan(0.05);
        var hits = new int[256];
        for (var i = 0; i < 10_000; i++)
        {
            foreach (var (index, weight) in Run(plan, hits.Length, 0))
                hits[index] += weight;
        }

        Assert.All(hits, hit => Assert.InRange(hit, 450, 550)); // of 500
    }

    /// <summary>Executes a batch: which tuples were measured, and what for.</summary>
    private static List<(int Index, int Weight)> Run(SamplePlan plan, int tuples, long ticks, long? last = null, bool isWhole = true)
    {
        plan.Begin(tuples);
        var samples = new List<(int Index, int Weight)>();
        for (var i = 0; i < tuples; i++)
        {
            if (!plan.IsSampled(i, tuples, out var end))
                continue;
            samples.Add((i, plan.WeightOf(i)));
            plan.Note(i == end - 1 ? last ?? ticks : ticks, isWhole);
        }
        return samples;
    }
}
