using WordCount;

namespace Topology.Cluster.Tests;

/// <summary>Topologies on a cluster of one node whose processes are left alone.</summary>
public sealed class OneNodeTests(OneNode fixture) : IClassFixture<OneNode>, IDisposable
{
    private const int ManyTopologies = 6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestCluster Cluster => fixture.Cluster;

    public void Dispose() => fixture.TestEnded();

    [Fact]
    public async Task When_word_count_runs_over_two_workers_Then_it_reports_what_a_local_cluster_does()
    {
        var expected = await LocalReportAsync();

        var handle = await Cluster.Client.SubmitAsync(BuildOutput.WordCount, new SubmitOptions
        {
            Name = "counting",
            Arguments = ["--top", "1000"],
            Settings = new Dictionary<string, string> { ["topology.workers"] = "2" },
        }, Token);
        await Cluster.StatusAsync(handle, TopologyStatus.Completed);

        string[] logs = [await ReadLogAsync(handle, 0), await ReadLogAsync(handle, 1)];
        Assert.All(logs, Assert.NotEmpty);
        Assert.Contains(logs, log => log.Contains(expected, StringComparison.Ordinal));
        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal((0, 0, 0), (metrics.Pending, metrics.Failed, metrics.TimedOut));
        Assert.Equal(metrics.Tracked, metrics.Acked);
        Assert.NotEqual(0, metrics.Acked);
    }

    [Fact]
    public async Task When_a_name_is_taken_Then_a_second_topology_of_it_is_refused()
    {
        var first = await Cluster.SubmitAsync(BuildOutput.Exclamation, "taken");

        var refusal = await Assert.ThrowsAsync<TopologyRefusedException>(() => Cluster.SubmitAsync(BuildOutput.WordCount, "taken"));

        Assert.Contains("\"taken\"", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TopologyStatus.Active, await first.GetStatusAsync(Token));
        await first.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_an_assembly_has_no_definition_Then_it_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("topology-package-").FullName;
        var assembly = FixtureCompiler.Compile(Path.Combine(folder, "Bare.dll"), "public sealed class Nothing { }");

        var refusal = await Assert.ThrowsAsync<TopologyRefusedException>(() => Cluster.SubmitAsync(assembly, "bare"));

        Assert.Contains("Bare has no topology", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await Cluster.Client.ListAsync(Token), info => info.Name == "bare");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task When_a_setting_is_unknown_Then_the_refusal_names_the_nearest()
    {
        var options = new SubmitOptions { Name = "misspelt", Settings = new Dictionary<string, string> { ["topology.wrokers"] = "2" } };

        var refusal = await Assert.ThrowsAsync<TopologyRefusedException>(() => Cluster.Client.SubmitAsync(BuildOutput.Exclamation, options, Token));

        Assert.Contains("topology.wrokers", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("topology.workers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_topology_is_killed_Then_it_is_drained_and_its_name_is_free()
    {
        var handle = await Cluster.SubmitAsync(BuildOutput.Exclamation, "killed", workers: 2);
        await Until.AnswerAsync("killed: words are acked", TestCluster.Patience, handle.GetMetricsAsync, metrics => metrics.Acked > 100);

        await handle.KillAsync(token: Token);

        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal(TopologyStatus.Killed, await handle.GetStatusAsync(Token));
        Assert.Equal((0, 0, 0), (metrics.Pending, metrics.Failed, metrics.TimedOut));
        Assert.Equal(metrics.Tracked, metrics.Acked);
        Assert.Equal(metrics.Acked, metrics["exclaim1"].Executed);
        Assert.Equal(metrics.Acked, metrics["exclaim2"].Executed);
        await (await Cluster.SubmitAsync(BuildOutput.Exclamation, "killed")).KillAsync(token: Token);
    }

    [Fact]
    public async Task When_a_topology_is_deactivated_Then_it_emits_nothing_until_it_is_activated()
    {
        var handle = await Cluster.SubmitAsync(BuildOutput.Exclamation, "paused", workers: 2);
        await Until.AnswerAsync("paused: words are acked", TestCluster.Patience, handle.GetMetricsAsync, metrics => metrics.Acked > 0);

        await handle.DeactivateAsync(Token);
        var paused = await Until.AnswerAsync("paused: nothing is pending", TestCluster.Patience, handle.GetMetricsAsync, metrics => metrics.Pending == 0);
        Assert.Equal(TopologyStatus.Inactive, await handle.GetStatusAsync(Token));
        await Cluster.Client.ReadLogAsync("paused", 0, 0, 1024, Token); // some time, in which a spout that is asked would have emitted
        Assert.Equal(paused.Tracked, (await handle.GetMetricsAsync(Token)).Tracked);
        await handle.ActivateAsync(Token);

        await Until.AnswerAsync("paused: words are acked again", TestCluster.Patience, handle.GetMetricsAsync, metrics => metrics.Acked > paused.Acked);
        await handle.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_another_build_is_submitted_after_a_kill_Then_it_runs_under_the_same_name()
    {
        var folder = Directory.CreateTempSubdirectory("topology-package-").FullName;

        var first = await BuildAsync(folder, "1.0.0");
        await first.KillAsync(token: Token);
        var second = await BuildAsync(folder, "2.0.0");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(second.Id, (await Cluster.Client.GetAsync("upgraded", Token)).Id);
        await Until.TrueAsync("upgraded: the first build has run", TestCluster.Patience, () => Cluster.WorkerLog(first, 0).Contains("build 1.0.0", StringComparison.Ordinal));
        await Until.TrueAsync("upgraded: the second build runs", TestCluster.Patience, () => Cluster.WorkerLog(second, 0).Contains("build 2.0.0", StringComparison.Ordinal));
        Assert.DoesNotContain("build 1.0.0", Cluster.WorkerLog(second, 0), StringComparison.Ordinal);
        await second.KillAsync(token: Token);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public Task When_six_topologies_are_submitted_at_once_Then_all_complete() => ManyAsync(Cluster, ManyTopologies);

    internal static async Task ManyAsync(TestCluster cluster, int count)
    {
        var handles = await Task.WhenAll(Enumerable.Range(1, count).Select(number => cluster.Client.SubmitAsync(
            BuildOutput.Exclamation, new SubmitOptions { Name = $"many-{number}", Arguments = ["--limit", $"{10 * number}"] }, Token)));

        foreach (var (handle, number) in handles.Select((handle, index) => (handle, index + 1)))
        {
            await cluster.StatusAsync(handle, TopologyStatus.Completed);
            Assert.Equal(10 * number, (await handle.GetMetricsAsync(Token)).Acked);
        }
    }

    private static async Task<string> LocalReportAsync()
    {
        using var report = new StringWriter();
        var builder = new TopologyBuilder();
        builder.SetSpout("lines", () => new LineSpout(Path.Combine(BuildOutput.WordCount, WordCountTopology.DefaultInput)));
        builder.SetBolt("split", () => new SplitBolt(), 2).ShuffleGrouping("lines");
        builder.SetBolt("count", () => new CountBolt(), 2).FieldsGrouping("split", new Fields("word"));
        builder.SetBolt("report", () => new ReportBolt(1000, report)).GlobalGrouping("count");
        await using var local = await LocalCluster.StartAsync(token: Token);
        var handle = await local.SubmitAsync("local", new TopologyConfig(), builder.Build(), Token);
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);
        return report.ToString();
    }

    /// <summary>A worker's log as the cluster gives it out, also after the topology's end.</summary>
    private async Task<string> ReadLogAsync(ITopologyHandle handle, int worker)
    {
        using var log = new MemoryStream();
        LogExcerpt piece;
        do
        {
            piece = await Cluster.Client.ReadLogAsync(handle.Id, worker, log.Length, 64 * 1024, Token);
            log.Write(piece.Bytes.Span);
        }
        while (piece.Bytes.Length > 0);
        return System.Text.Encoding.UTF8.GetString(log.ToArray());
    }

    /// <summary>Compiles a topology anew that says which build it is, and submits it.</summary>
    private Task<ITopologyHandle> BuildAsync(string folder, string version)
    {
        var source = FixtureCompiler.Definition("Upgraded", "Console.WriteLine(\"build \" + GetType().Assembly.GetName().Version!.ToString(3)); builder.SetSpout(\"source\", () => new Source());");
        return Cluster.SubmitAsync(FixtureCompiler.Compile(Path.Combine(folder, "Upgraded.dll"), source, version), "upgraded");
    }
}
