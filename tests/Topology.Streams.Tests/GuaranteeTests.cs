using CsCheck;
using Topology.Streams.Tests.Support;
using Topology.Testing;

namespace Topology.Streams.Tests;

/// <summary>What programs promise when tasks crash, in simulations of many schedules.</summary>
public class GuaranteeTests
{
    private static readonly string[] Lines = [.. Enumerable.Range(0, 60).Select(number => $"w{number % 7} w{number % 5} w{number % 3}")];
    private static readonly Dictionary<string, long> Expected = Lines.SelectMany(line => line.Split(' ')).GroupBy(word => word).ToDictionary(group => group.Key, group => (long)group.Count());

    [Fact]
    public void Effectively_once_counts_are_exact_whatever_crashes() => Gen.Int[1, 100_000].Sample(
        seed => Assert.Equal(Expected, Counts(seed, DeliveryGuarantee.EffectivelyOnce, crashes: 0.003)), iter: 60);

    [Fact]
    public void At_least_once_no_word_is_lost() => Gen.Int[1, 100_000].Sample(
        seed =>
        {
            var seen = Words(seed, crashes: 0.003);
            Assert.All(Expected, word => Assert.True(seen.GetValueOrDefault(word.Key) >= word.Value, $"{word.Key}: {seen.GetValueOrDefault(word.Key)} of {word.Value}"));
        },
        iter: 60);

    [Fact]
    public void Without_crashes_the_results_are_the_same_with_and_without_fusion_and_with_every_parallelism() => Gen.Select(Gen.Int[1, 100_000], Gen.Bool, Gen.Int[1, 4]).Sample(
        (seed, isFusing, parallelism) => Assert.Equal(Expected, Counts(seed, DeliveryGuarantee.AtLeastOnce, crashes: 0, isFusing, parallelism)), iter: 40);

    [Fact]
    public void A_program_goes_on_from_its_last_checkpoint_with_another_parallelism()
    {
        var store = new Topology.Runtime.Checkpoints.MemoryCheckpointStore();
        var results = new Results();
        using (var first = Simulate(Count(results, isFusing: true, parallelism: 3, available: 40), 1, DeliveryGuarantee.EffectivelyOnce, 0, store))
        {
            first.Advance(TimeSpan.FromSeconds(5));
            first.Kill();
        }
        Assert.NotEmpty(results.Committed);
        Assert.NotEqual(Expected, results.Committed);
        using var second = Simulate(Count(results, isFusing: true, parallelism: 2), 2, DeliveryGuarantee.EffectivelyOnce, 0, store);

        second.RunToCompletion();

        Assert.Equal(Expected, results.Committed);
    }

    private static Dictionary<string, long> Counts(int seed, DeliveryGuarantee guarantee, double crashes, bool isFusing = true, int parallelism = 2)
    {
        var results = new Results();
        using var topology = Simulate(Count(results, isFusing, parallelism), seed, guarantee, crashes);
        topology.RunToCompletion();
        Assert.All(topology.Errors, error => Assert.Contains("crash", error, StringComparison.Ordinal));
        return results.Committed;
    }

    private static Dictionary<string, long> Words(int seed, double crashes)
    {
        var seen = new Collected<string>();
        var program = new StreamBuilder();
        program.From(() => new SlowLines(Lines, int.MaxValue), values => values[0].AsString()).SelectMany(line => line.Split(' ')).Repartition(2).Select(word => word).To(seen.Add);
        using var topology = Simulate(program, seed, DeliveryGuarantee.AtLeastOnce, crashes);
        topology.RunToCompletion();
        return seen.Items.GroupBy(word => word).ToDictionary(group => group.Key, group => (long)group.Count());
    }

    private static StreamBuilder Count(Results results, bool isFusing, int parallelism, int available = int.MaxValue)
    {
        var program = new StreamBuilder { DefaultParallelism = parallelism, IsFusing = isFusing };
        program.From(() => new SlowLines(Lines, available), values => values[0].AsString()).WithName("lines")
            .SelectMany(line => line.Split(' ')).Where(word => word.Length > 0).KeyBy(word => word).Count().WithName("count")
            .To(() => new ResultBolt(results)).WithName("sink").WithParallelism(1);
        return program;
    }

    private static SimulatedTopology Simulate(
        StreamBuilder program, int seed, DeliveryGuarantee guarantee, double crashes, Topology.Runtime.Checkpoints.ICheckpointStore? store = null) => new(
        program.Build(),
        new TopologyConfig { Guarantee = guarantee, CheckpointInterval = TimeSpan.FromMilliseconds(5), Restart = new RestartOptions { MaxRestarts = int.MaxValue } },
        new SimulationOptions { Seed = seed, CrashProbability = crashes, Serializer = new PlainJson(), CheckpointStore = store, DelayProbability = 0.05 });
}
