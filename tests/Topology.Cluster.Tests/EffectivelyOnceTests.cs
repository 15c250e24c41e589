using System.Globalization;

namespace Topology.Cluster.Tests;

/// <summary>WordCountExactlyOnce over two workers, while processes are killed with kill -9, and while it moves: each word is counted exactly once.</summary>
/// <remarks>Short here; the long form, in docs/exactly-once.md, sets the variable.</remarks>
public sealed class EffectivelyOnceTests(ITestOutputHelper output) : ClusterTest
{
    private const int Words = 6_000_000; // some seconds of work

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("TOPOLOGY_CHAOS_KILLS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task When_workers_are_killed_again_and_again_Then_each_word_is_counted_exactly_once()
    {
        using var words = new CountedWords(Words * Math.Max(1, Kills / 3));
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var handle = await cluster.CountAsync(words, "killed");
        var kills = 0;
        for (; kills < Kills; kills++)
        {
            var info = await cluster.CheckpointedAsync(handle, checkpoints: Random.Shared.Next(1, 4));
            if (info.Status == TopologyStatus.Completed)
                break;
            var processes = await cluster.ProcessesAsync(handle);
            Signals.Kill(processes[Random.Shared.Next(processes.Length)]);
        }
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        output.WriteLine($"Completed after {kills} kills.");
        Assert.Equal(words.Truth, words.Read("killed"));
    }

    [Fact]
    public async Task When_the_node_is_killed_and_comes_again_Then_the_count_goes_on_without_it_and_is_exact()
    {
        using var words = new CountedWords(Words);
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var handle = await cluster.CountAsync(words, "orphaned");
        await cluster.CheckpointedAsync(handle);

        await cluster.Nodes[0].KillAsync();
        var before = words.Read("orphaned").Values.Sum();
        await Until.TrueAsync("words are counted without a master", TestCluster.Patience, () => words.Read("orphaned").Values.Sum() > before);
        cluster.Nodes[0].Start();
        await cluster.Nodes[0].ReadyAsync();
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        Assert.Equal(words.Truth, words.Read("orphaned"));
    }

    [Fact]
    public async Task When_it_is_rebalanced_killed_and_submitted_again_Then_it_goes_on_where_it_was()
    {
        using var words = new CountedWords(Words);
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var handle = await cluster.CountAsync(words, "moved");
        await cluster.CheckpointedAsync(handle);

        await handle.RebalanceAsync(new RebalanceOptions { Workers = 3, Executors = new Dictionary<string, int> { ["count"] = 1 } }, Token);
        var report = await Until.AnswerAsync("a checkpoint after the move", TestCluster.Patience, handle.GetCheckpointsAsync, report => report.Completed > 0);
        Assert.Equal(0, report.FailedInARow);
        await handle.KillAsync(token: Token);
        var middle = words.Read("moved").Values.Sum();
        handle = await cluster.CountAsync(words, "moved");
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        Assert.InRange(middle, 1, words.Truth.Values.Sum());
        Assert.Equal(words.Truth, words.Read("moved"));
    }

    [Fact]
    public async Task When_it_is_saved_Then_another_one_begins_with_the_savepoint_and_with_other_numbers()
    {
        using var words = new CountedWords(Words);
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var handle = await cluster.CountAsync(words, "first");
        await cluster.CheckpointedAsync(handle);
        await handle.DeactivateAsync(Token);
        var file = words.Output("savepoint");
        await handle.SaveAsync(file, Token); // nothing comes between it and the last checkpoint
        await handle.KillAsync(token: Token);

        File.Copy(words.Output("first"), words.Output("second"));
        var second = await cluster.CountAsync(words, "second", savepoint: file, arguments: ["--parallelism", "3"]);
        await second.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        Assert.Equal(words.Truth, words.Read("second"));
        File.WriteAllText(file, "no savepoint");
        var refused = await Assert.ThrowsAsync<TopologyRefusedException>(() => cluster.CountAsync(words, "third", savepoint: file));
        Assert.Contains("damaged", refused.Message);
    }
}
