using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Scheduling;

public class SchedulersTests
{
    [Theory]
    [InlineData("even", SchedulerKind.Even)]
    [InlineData("Resource-Aware", SchedulerKind.ResourceAware)]
    public void When_a_name_is_known_Then_it_gives_a_scheduler(string name, SchedulerKind kind)
    {
        Assert.True(Schedulers.TryParse(name, out var found));
        Assert.Equal(kind, found);
        Assert.Equal(name, Schedulers.NameOf(found), ignoreCase: true);
        Assert.NotNull(Schedulers.Create(found));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("isolation")]
    public void When_a_name_is_unknown_Then_there_is_none(string? name) => Assert.False(Schedulers.TryParse(name, out _));

    [Fact]
    public void When_kinds_are_counted_Then_each_has_a_name() => Assert.Equal(Enum.GetValues<SchedulerKind>().Length, Schedulers.Names.Count);
}
