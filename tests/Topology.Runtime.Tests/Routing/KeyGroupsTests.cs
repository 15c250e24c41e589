using Topology.Runtime.Routing;

namespace Topology.Runtime.Tests.Routing;

/// <summary>Which task owns a key.</summary>
public class KeyGroupsTests
{
    [Fact]
    public void When_groups_are_dealt_out_Then_each_task_owns_a_range_of_its_share()
    {
        for (var tasks = 1; tasks <= KeyGroups.Count; tasks++)
        {
            int[] owners = [.. Enumerable.Range(0, KeyGroups.Count).Select(group => KeyGroups.OwnerOf(group, tasks))];

            Assert.Equal(owners.Order(), owners);
            Assert.Equal(Enumerable.Range(0, tasks), owners.Distinct());
            Assert.All(owners.CountBy(owner => owner), share => Assert.InRange(share.Value, KeyGroups.Count / tasks, KeyGroups.Count / tasks + 1));
        }
    }

    [Fact]
    public void When_a_hash_is_the_lowest_or_the_highest_Then_so_is_its_group()
    {
        Assert.Equal(0, KeyGroups.GroupOf(ulong.MaxValue >> 10));
        Assert.Equal(1, KeyGroups.GroupOf((ulong.MaxValue >> 10) + 1));
        Assert.Equal(1023, KeyGroups.GroupOf(ulong.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void When_tuples_are_grouped_by_a_field_Then_the_owner_of_the_key_gets_them(int tasks)
    {
        var chooser = new FieldsChooser([0], tasks);
        Value[] keys = ["", "word", 7, -7L, true, 0.5, new byte[] { 1, 2 }, new DateTime(2026, 1, 2), Value.From(Guid.Empty), Value.From(DayOfWeek.Friday), Value.From(new List<int> { 1, 2 })];

        Assert.All(keys, key => Assert.Equal(chooser.Choose([key]), KeyGroups.TaskOf(KeyGroups.HashOf(key), tasks)));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(1025)]
    public void When_tuples_are_grouped_by_several_fields_Then_the_owner_of_the_tuple_of_these_gets_them(int tasks)
    {
        var chooser = new FieldsChooser([0, 1], tasks);

        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(chooser.Choose([$"word{i}", i]), KeyGroups.TaskOf(KeyGroups.HashOf(Value.From(($"word{i}", (long)i))), tasks)));
    }

    [Fact]
    public void When_there_are_more_tasks_than_groups_Then_all_of_them_get_keys()
    {
        var chooser = new FieldsChooser([0], 2000);

        Assert.Equal(2000, Enumerable.Range(0, 100_000).Select(i => chooser.Choose([i])).Distinct().Count());
    }
}
