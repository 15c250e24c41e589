using Topology.Clustering.Master;
using Topology.Clustering.Tests.Master.Support;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Master;

public class PackageCleaningTests
{
    private static readonly DateTimeOffset Start = Samples.Start;

    [Theory]
    [InlineData(5, 5)]
    [InlineData(10, 10)]
    [InlineData(1440, 10)]
    public void When_time_passes_Then_it_is_due_once_an_interval(int ageMinutes, int intervalMinutes)
    {
        var cleaning = new PackageCleaning(TimeSpan.FromMinutes(ageMinutes), Start);

        Assert.False(cleaning.IsDue(Start));
        Assert.False(cleaning.IsDue(Start + TimeSpan.FromMinutes(intervalMinutes) - TimeSpan.FromSeconds(1)));
        Assert.True(cleaning.IsDue(Start + TimeSpan.FromMinutes(intervalMinutes)));
        Assert.False(cleaning.IsDue(Start + TimeSpan.FromMinutes(intervalMinutes)));
        Assert.True(cleaning.IsDue(Start + TimeSpan.FromMinutes(2 * intervalMinutes)));
    }

    [Fact]
    public void When_a_submission_is_under_way_Then_its_package_and_its_savepoint_are_needed()
    {
        var submission = Samples.Submit() with { Savepoint = "savepoint" };

        Assert.Equal([Samples.Package, "savepoint"], PackageCleaning.Needed(MasterState.Empty, [submission]).Order(StringComparer.Ordinal));
        Assert.Empty(PackageCleaning.Needed(MasterState.Empty, []));
    }
}

public class PackageDeletionTests() : MasterKit("package-deletion")
{
    [Fact]
    public async Task When_time_passes_Then_the_store_is_told_what_topologies_run()
    {
        var guard = StartGuard();
        AwaitReady(guard);
        SubmitAndRun(guard);
        var cleaning = Packages.Cleanings.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

        Time.Advance(PackageCleaning.LongestInterval);
        var (needed, age) = await cleaning.WaitAsync(Patience.Limit, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal([Samples.Package], needed);
        Assert.Equal(Options.PackagesKept, age);
    }
}
