namespace Topology.Testing.Tests.Watermarks;

/// <summary>What watermarks promise, over many schedules.</summary>
public class RandomTimesTests
{
    private const int Seeds = 80;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void When_sources_keep_to_their_bound_Then_no_bolt_gets_a_tuple_behind_its_watermark_and_all_are_told_of_the_end(int share) => Check(share * Seeds, crashes: false);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void When_executors_fail_Then_watermarks_never_go_back_and_all_are_told_of_the_end(int share) => Check(share * Seeds, crashes: true);

    [Fact]
    public void When_seeds_are_run_Then_there_are_watermarks_between_the_tuples_and_restarts()
    {
        var (tuples, watermarks, restarts) = (0, 0, 0L);
        for (var seed = 0; seed < 50; seed++)
        {
            using var times = new RandomTimes(seed, crashes: seed % 2 == 0);
            Assert.Empty(times.Mistakes());
            (tuples, watermarks, restarts) = (tuples + times.Journal.Tuples, watermarks + times.Journal.Watermarks, restarts + times.Restarts);
        }
        Assert.True(tuples > 2000 && watermarks > 500 && restarts > 50, $"{tuples} tuples, {watermarks} watermarks, {restarts} restarts");
    }

    private static void Check(int first, bool crashes)
    {
        var wrong = new List<string>();
        for (var seed = first; seed < first + Seeds && wrong.Count < 5; seed++)
        {
            try
            {
                using var times = new RandomTimes(seed, crashes);
                wrong.AddRange(times.Mistakes().Take(3).Select(mistake => $"seed {seed}: {mistake}"));
            }
            catch (Exception error)
            {
                wrong.Add($"seed {seed}: {error}");
            }
        }
        Assert.Empty(wrong);
    }
}
