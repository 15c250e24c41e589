using System.Diagnostics;
using System.Globalization;
using Topology.Clustering.Checkpoints;
using Topology.Clustering.Tests.Support;

namespace Topology.Cluster.Tests;

/// <summary>WordCountExactlyOnce over two workers, while processes are killed with kill -9, and while it moves: each word is counted exactly once.</summary>
/// <remarks>Short here; the long form, in docs/exactly-once.md, sets the variable.</remarks>
public sealed class EffectivelyOnceTests(PostgresServer postgres, ITestOutputHelper output) : ClusterTest, IClassFixture<PostgresServer>
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
    public async Task When_workers_of_an_at_least_once_topology_are_killed_Then_no_word_is_missing()
    {
        using var words = new CountedWords(Words);
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var handle = await cluster.CountAsync(words, "again", settings: [("topology.delivery.guarantee", "AtLeastOnce")]);
        var kills = 0;
        for (; kills < 2; kills++)
        {
            var info = await cluster.CheckpointedAsync(handle);
            if (info.Status == TopologyStatus.Completed)
                break;
            Signals.Kill((await cluster.ProcessesAsync(handle))[kills]); // one after the other
        }
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        var counted = words.Read("again");
        output.WriteLine($"Completed after {kills} kills: {counted.Values.Sum()} of {words.Truth.Values.Sum()} words.");
        Assert.Equal(2, kills);
        Assert.Empty(words.Truth.Where(word => counted.GetValueOrDefault(word.Key) < word.Value).Select(word => $"{word.Key}: {counted.GetValueOrDefault(word.Key)} < {word.Value}"));
    }

    [Fact]
    public async Task When_state_is_in_RocksDB_and_a_worker_is_killed_Then_each_word_is_counted_exactly_once()
    {
        using var words = new CountedWords(Words / 2);
        var cluster = await StartAsync(nodes: 1, slots: 4);
        var handle = await cluster.CountAsync(words, "on-disk", settings: [("topology.state.backend", "RocksDb")]);
        await cluster.CheckpointedAsync(handle);
        Signals.Kill((await cluster.ProcessesAsync(handle))[0]);
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        Assert.Equal(words.Truth, words.Read("on-disk"));
    }

    [Fact]
    public async Task When_checkpoints_are_in_PostgreSQL_which_goes_away_and_a_worker_is_killed_Then_each_word_is_counted_exactly_once()
    {
        using var words = new CountedWords(Words * 4);
        var database = await postgres.CreateDatabaseAsync();
        var cluster = await StartAsync(nodes: 2, slots: 2, "checkpoint { postgresql-file = database }", files: ("database", database + "\n"));
        var handle = await cluster.CountAsync(words, "in-postgres");
        await cluster.CheckpointedAsync(handle);

        await postgres.StopAsync();
        var failing = await Until.AnswerAsync("checkpoints fail", TestCluster.Patience, handle.GetCheckpointsAsync, report => report.FailedInARow > 1);
        output.WriteLine($"Without a database: {failing.LastFailure}");
        Assert.DoesNotContain("Username", failing.LastFailure);
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, Token); // how long it is away is what is tried
        Assert.Contains(await handle.GetStatusAsync(Token), new[] { TopologyStatus.Active, TopologyStatus.Draining }); // the source may have ended
        await postgres.StartAsync();
        await Until.AnswerAsync("checkpoints complete again", TestCluster.Patience, handle.GetCheckpointsAsync, report => report.FailedInARow == 0);
        if (await handle.GetStatusAsync(Token) != TopologyStatus.Completed)
            Signals.Kill((await cluster.ProcessesAsync(handle))[1]);
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        Assert.Equal(words.Truth, words.Read("in-postgres"));
    }

    [Fact]
    public async Task When_topology_run_keeps_checkpoints_in_PostgreSQL_and_is_killed_Then_it_goes_on_from_there()
    {
        using var words = new CountedWords(Words);
        var database = await postgres.CreateDatabaseAsync();
        using var first = Run();
        await Until.AnswerAsync("a checkpoint in the database", TestCluster.Patience, async token => await SqlCheckpointStore.OpenPostgreSql(database).ListAsync("word-count-exactly-once", token), all => all.Count > 0);
        first.Kill();
        await first.WaitForExitAsync(Token);
        var before = words.Read("run").Values.Sum();

        using var second = Run();
        await second.WaitForExitAsync(Token).WaitAsync(TestCluster.Patience, TimeProvider.System, Token);

        Assert.Equal(0, second.ExitCode);
        Assert.InRange(before, 0, words.Truth.Values.Sum() - 1);
        Assert.Equal(words.Truth, words.Read("run"));

        Process Run() => Process.Start(new ProcessStartInfo(
            BuildOutput.DotNet, [BuildOutput.Program, "run", Path.Combine(BuildOutput.WordCountExactlyOnce, "WordCountExactlyOnce.dll"), "--", "--input", words.Input, "--output", words.Output("run")])
        {
            RedirectStandardInput = true,
            Environment = { ["TOPOLOGY_CHECKPOINT_POSTGRESQL"] = database },
        })!; // a process is started
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
        var misfit = await Assert.ThrowsAsync<TopologyRefusedException>(() => cluster.Client.SubmitAsync(
            BuildOutput.Exclamation, new SubmitOptions { Name = "misfit", FromSavepoint = file, Arguments = ["--limit", "10"] }, Token));
        output.WriteLine(misfit.Message);
        Assert.Contains("\"misfit\" does not fit the savepoint, which is of \"first\"", misfit.Message);
        Assert.Contains("It holds state of component \"count\", which the topology has not", misfit.Message);
        Assert.DoesNotContain(await cluster.Client.ListAsync(Token), topology => topology.Name == "misfit");
        File.WriteAllText(file, "no savepoint");
        var refused = await Assert.ThrowsAsync<TopologyRefusedException>(() => cluster.CountAsync(words, "third", savepoint: file));
        Assert.Contains("damaged", refused.Message);
    }
}
