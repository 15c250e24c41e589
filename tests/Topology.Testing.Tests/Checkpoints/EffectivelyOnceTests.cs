namespace Topology.Testing.Tests.Checkpoints;

/// <summary>Whatever fails, and in whatever order things happen: states and sinks end as if nothing had failed.</summary>
public class EffectivelyOnceTests
{
    private const int Seeds = 2000;
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
    public async Task When_anything_fails_Then_states_and_sinks_end_as_without(int share)
    {
        var wrong = new List<string>();
        for (var seed = share * Seeds / Shares; seed < (share + 1) * Seeds / Shares && wrong.Count < 5; seed++)
        {
            try
            {
                wrong.AddRange((await new RandomRun(seed).MistakesAsync()).Take(3).Select(mistake => $"seed {seed}: {mistake}"));
            }
            catch (Exception error)
            {
                wrong.Add($"seed {seed}: {error}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task When_the_seeds_are_run_Then_they_cover_checkpoints_restarts_deaths_and_accidents()
    {
        long committed = 0, restarts = 0, deaths = 0, accidents = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var run = new RandomRun(seed);
            Assert.Equal("", string.Join("; ", (await run.MistakesAsync()).Select(mistake => $"seed {seed}: {mistake}")));
            committed += run.Committed;
            restarts += run.Restarts;
            deaths += run.Deaths;
            accidents += run.Accidents;
        }
        Assert.True(committed > 400 && restarts > 300 && deaths > 30 && accidents > 100, $"committed {committed}, restarts {restarts}, deaths {deaths}, accidents {accidents}");
    }
}
