using Topology.Runtime.Execution;

namespace Topology.Runtime.Tests.Execution;

public class RestartLimitTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TheDelayDoublesUpToItsLimit()
    {
        var policy = new RestartPolicy(new RestartOptions());

        var delays = Enumerable.Range(0, 9).Select(i => policy.Failed(Start.AddSeconds(i))!.Value.TotalMilliseconds);

        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000], delays);
    }

    [Fact]
    public void ItGivesUpAfterTooManyRestartsWithinTheTime()
    {
        var policy = new RestartPolicy(new RestartOptions { MaxRestarts = 3 });

        Assert.NotNull(policy.Failed(Start));
        Assert.NotNull(policy.Failed(Start.AddSeconds(1)));
        Assert.NotNull(policy.Failed(Start.AddSeconds(2)));
        Assert.Null(policy.Failed(Start.AddSeconds(60)));
    }

    [Fact]
    public void OldRestartsAreForgotten()
    {
        var policy = new RestartPolicy(new RestartOptions { MaxRestarts = 1 });

        Assert.Equal(TimeSpan.FromMilliseconds(100), policy.Failed(Start));
        Assert.Equal(TimeSpan.FromMilliseconds(100), policy.Failed(Start.AddSeconds(61)));
        Assert.Null(policy.Failed(Start.AddSeconds(62)));
    }

    [Fact]
    public void NoRestartAtAllIsPossible() => Assert.Null(new RestartPolicy(new RestartOptions { MaxRestarts = 0 }).Failed(Start));
}
