using CsCheck;
using Topology.Runtime.Acking;

namespace Topology.Runtime.Tests.Acking;

/// <summary>The id of a tree: its parts, and which of two users of a slot is the later one.</summary>
public class RootIdTests
{
    private const int LastGeneration = (1 << 24) - 1;
    private const int LastUse = (1 << 16) - 1; // of a slot within an epoch

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(65_535, LastGeneration, RootId.MaxSlots - 1)]
    [InlineData(32_768, 1, RootId.MaxSlots - 1)]
    [InlineData(0, LastGeneration, 0)]
    public void When_the_parts_are_at_their_limits_Then_they_are_read_back(int task, int generation, int slot)
    {
        var root = RootId.Pack(task, generation, slot);

        Assert.Equal((task, generation, slot), (RootId.TaskOf(root), RootId.GenerationOf(root), RootId.SlotOf(root)));
    }

    [Fact]
    public void When_any_parts_are_packed_Then_they_are_read_back() => Gen
        .Select(Gen.Int[0, 65_535], Gen.Int[1, LastGeneration], Gen.Int[0, RootId.MaxSlots - 1])
        .Sample((task, generation, slot) =>
        {
            var root = RootId.Pack(task, generation, slot);
            return (task, generation, slot) == (RootId.TaskOf(root), RootId.GenerationOf(root), RootId.SlotOf(root)) && root != 0;
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    public void When_the_uses_of_a_slot_run_out_Then_they_begin_at_1_again_in_the_same_epoch(long epoch)
    {
        var unused = RootId.Unused(epoch);

        Assert.Equal(unused, (int)(epoch % 256) << 16);
        Assert.Equal(unused + 1, RootId.Next(unused));
        Assert.Equal(unused + 2, RootId.Next(unused + 1));
        Assert.Equal(unused + LastUse, RootId.Next(unused + LastUse - 1));
        Assert.Equal(unused + 1, RootId.Next(unused + LastUse));
    }

    [Fact]
    public void When_epochs_are_up_to_127_apart_Then_every_use_of_the_later_one_is_later() => Gen
        .Select(Gen.Long[0, 10_000], Gen.Int[1, 127], Gen.Int[1, LastUse], Gen.Int[1, LastUse])
        .Sample((epoch, ahead, use, otherUse) =>
        {
            var one = RootId.Pack(9, RootId.Unused(epoch) + use, 3);
            var other = RootId.Pack(9, RootId.Unused(epoch + ahead) + otherUse, 3);
            return RootId.IsLater(other, one) && !RootId.IsLater(one, other);
        });

    [Fact]
    public void When_a_generation_follows_another_Then_it_is_later_across_the_end_too()
    {
        foreach (var generation in new[] { 1, 2, 1000, LastUse / 2, LastUse - 1, LastUse, LastGeneration - LastUse + 1, LastGeneration })
        {
            var (before, after) = (RootId.Pack(9, generation, 5), RootId.Pack(9, RootId.Next(generation), 5));

            Assert.True(RootId.IsLater(after, before));
            Assert.False(RootId.IsLater(before, after));
            Assert.False(RootId.IsLater(before, before));
        }
    }

    [Fact]
    public void When_uses_are_up_to_32_thousand_apart_Then_the_later_one_is_known() => Gen
        .Select(Gen.Int[1, LastUse], Gen.Int[1, (1 << 15) - 2], Gen.Int[0, 65_535])
        .Sample((generation, ahead, task) =>
        {
            var after = (generation + ahead) & LastUse;
            var (one, other) = (RootId.Pack(task, generation, 3), RootId.Pack(task, after, 3));
            return RootId.IsLater(other, one) && !RootId.IsLater(one, other);
        });

    [Fact]
    public void When_first_edges_are_derived_Then_they_are_not_0_and_different_for_each_root()
    {
        var edges = new HashSet<long>();
        for (var task = 1; task <= 20; task++)
        {
            for (var generation = 1; generation <= 50; generation++)
            {
                for (var slot = 0; slot < 50; slot++)
                    Assert.True(edges.Add(RootId.FirstEdges(RootId.Pack(task, generation, slot))), $"task {task}, generation {generation}, slot {slot}");
            }
        }

        Assert.DoesNotContain(0, edges);
    }
}
