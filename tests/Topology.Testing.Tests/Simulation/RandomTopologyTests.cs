namespace Topology.Testing.Tests.Simulation;

/// <summary>The engine's promises, over thousands of schedules.</summary>
public class RandomTopologyTests
{
    private const int Seeds = 2400;
    private const int Shares = 8;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void EveryPromiseHoldsForEverySeed(int share)
    {
        var wrong = new List<string>();
        for (var seed = share * Seeds / Shares; seed < (share + 1) * Seeds / Shares && wrong.Count < 5; seed++)
        {
            try
            {
                using var topology = new RandomTopology(seed);
                wrong.AddRange(topology.Mistakes().Take(3).Select(mistake => $"seed {seed}: {mistake}"));
            }
            catch (Exception error)
            {
                wrong.Add($"seed {seed}: {error}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void TheSeedsCoverAcksFailsTimeOutsAndRestarts()
    {
        long acked = 0, failed = 0, timedOut = 0, restarts = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            using var topology = new RandomTopology(seed);
            Assert.Empty(topology.Mistakes());
            acked += topology.Totals.Acked;
            failed += topology.Totals.Failed;
            timedOut += topology.Totals.TimedOut;
            restarts += topology.Restarts;
        }
        Assert.True(acked > 2000 && failed > 200 && timedOut > 100 && restarts > 100, $"acked {acked}, failed {failed}, timed out {timedOut}, restarts {restarts}");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(123)]
    public void TheSameSeedGivesTheSameRun(int seed)
    {
        using var first = new RandomTopology(seed);
        using var second = new RandomTopology(seed);

        Assert.Empty(first.Mistakes());
        Assert.Empty(second.Mistakes());

        Assert.Equal(first.Trace, second.Trace);
    }
}
