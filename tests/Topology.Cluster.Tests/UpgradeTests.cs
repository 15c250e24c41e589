namespace Topology.Cluster.Tests;

/// <summary>Another build of a topology takes the place of the one that runs, by kill and submit, while data comes.</summary>
public sealed class UpgradeTests : ClusterTest
{
    private const int Words = 6_000_000; // some seconds of work: the upgrade falls into it

    [Fact]
    public async Task When_a_build_is_replaced_under_load_Then_lines_that_are_sent_again_are_all_acked()
    {
        using var releases = new Releases(BuildOutput.Ingest, "Ingest", "IngestTopology");
        var cluster = await StartAsync(nodes: 1, slots: 2);
        var port = FreePorts.Take(1)[0];
        var first = await cluster.SubmitAsync(releases.Build("1.0.0"), "upgraded", workers: 2, "--port", $"{port}", "--parallelism", "3");
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("the first build", TestCluster.Patience);

        await first.KillAsync(TimeSpan.FromSeconds(10), Token);
        var drained = await first.GetMetricsAsync(Token);
        var second = await cluster.SubmitAsync(releases.Build("2.0.0"), "upgraded", workers: 2, "--port", $"{port}", "--parallelism", "3");
        await load.FlowsAsync("the second build", TestCluster.Patience);
        await load.CompleteAsync();

        Assert.Equal((0, 0), (drained.Pending, drained.TimedOut)); // the first one answered all it had taken
        await NothingPendingAsync(second);
        AssertBuilds(cluster, first, second);
        await second.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_a_build_is_replaced_by_a_savepoint_Then_words_are_counted_exactly_once()
    {
        using var releases = new Releases(BuildOutput.WordCountExactlyOnce, "WordCountExactlyOnce", "WordCountExactlyOnceTopology");
        using var words = new CountedWords(Words);
        var cluster = await StartAsync(nodes: 1, slots: 2);
        var first = await cluster.CountAsync(words, "upgraded", package: releases.Build("1.0.0"));
        await cluster.CheckpointedAsync(first);

        await first.DeactivateAsync(Token);
        var savepoint = words.Output("savepoint");
        await first.SaveAsync(savepoint, Token);
        await first.KillAsync(token: Token);
        var middle = words.Read("upgraded").Values.Sum();
        var second = await cluster.CountAsync(words, "upgraded", savepoint: savepoint, package: releases.Build("2.0.0"));
        await second.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        Assert.InRange(middle, 1, words.Truth.Values.Sum() - 1);
        Assert.Equal(words.Truth, words.Read("upgraded"));
        AssertBuilds(cluster, first, second);
    }

    private static void AssertBuilds(TestCluster cluster, ITopologyHandle first, ITopologyHandle second)
    {
        Assert.Contains(Releases.Line("1.0.0"), cluster.WorkerLog(first, 0), StringComparison.Ordinal);
        Assert.Contains(Releases.Line("2.0.0"), cluster.WorkerLog(second, 0), StringComparison.Ordinal);
        Assert.DoesNotContain(Releases.Line("1.0.0"), cluster.WorkerLog(second, 0), StringComparison.Ordinal);
    }
}
