using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

public class GrowthWatchTests
{
    [Fact]
    public void When_checkpoints_grow_Then_each_doubling_above_the_small_ones_is_noticed_once()
    {
        var watch = new GrowthWatch();
        long[] sizes = [1000, GrowthWatch.Small - 1, GrowthWatch.Small, GrowthWatch.Small + 1, GrowthWatch.Small * 3 / 2, GrowthWatch.Small * 2, 10, GrowthWatch.Small * 2, GrowthWatch.Small * 5];

        Assert.Equal([GrowthWatch.Small, GrowthWatch.Small * 2, GrowthWatch.Small * 5], sizes.Where(watch.HasGrown));
    }
}
