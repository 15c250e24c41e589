using Topology.Cli.Tests.Support;
using Topology.Clustering;
using Topology.Clustering.Protocol;

namespace Topology.Cli.Tests.Commands.Cluster;

public sealed class ClusterCommandTests : IAsyncDisposable
{
    private readonly FakeCluster cluster = new();

    [Fact]
    public async Task When_topologies_are_listed_Then_those_alive_come_first_and_trouble_is_told_below()
    {
        cluster.Add(Infos.Broken);
        cluster.Add(Infos.Words with { Trouble = "worker 1 waits for a slot: 3 of 3 are used" });

        var result = await Succeeded("list");

        Assert.StartsWith("name        status", result.OutputLines[0]);
        Assert.StartsWith("word-count  active", result.OutputLines[1]);
        Assert.StartsWith("broken      failed", result.OutputLines[2]);
        Assert.Equal("word-count: worker 1 waits for a slot: 3 of 3 are used", result.OutputLines[3]);
        Assert.Equal("broken: split[4] failed 11 times within 60 s: no such word", result.OutputLines[4]);
    }

    [Fact]
    public async Task When_there_is_no_topology_Then_the_list_says_how_to_bring_one()
    {
        var result = await Succeeded("list");

        Assert.Equal("There is no topology. 'topology submit' brings one.\n", result.Output);
    }

    [Fact]
    public async Task When_a_status_is_asked_for_Then_facts_components_and_workers_are_shown()
    {
        cluster.Add(Infos.Words);

        var result = await Succeeded("status", "word-count");

        Assert.Equal("word-count  active", result.OutputLines[0]);
        Assert.Contains("id          word-count-1", result.OutputLines);
        Assert.Contains("split      bolt           2      4", result.OutputLines);
        Assert.Contains("     1  -          -        -          2  waiting for a slot", result.OutputLines);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("kill")]
    [InlineData("activate")]
    [InlineData("deactivate")]
    [InlineData("rebalance")]
    [InlineData("errors")]
    [InlineData("metrics")]
    [InlineData("logs")]
    public async Task When_the_name_is_unknown_Then_the_nearest_that_is_alive_is_named(string command)
    {
        cluster.Add(Infos.Words);
        cluster.Add(Infos.Broken with { Name = "word-coun" });

        var result = await cluster.InvokeAsync(command, "word-conut");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Equal("topology: There is no topology \"word-conut\"; the nearest is \"word-count\".\n  because: no such topology\n", result.Error);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task When_no_topology_is_alive_Then_an_unknown_name_is_told_so()
    {
        var result = await cluster.InvokeAsync("status", "words");

        Assert.Contains("There is no topology \"words\"; none is alive.", result.Error);
    }

    [Fact]
    public async Task When_a_topology_is_killed_Then_the_wait_is_sent_and_the_end_is_told()
    {
        cluster.Add(Infos.Words);

        var result = await Succeeded("kill", "word-count", "--wait", "30s");

        Assert.Matches(@"^word-count is killed, after [\d.]+ m?s\.\n$", result.Output);
        Assert.Equal("word-count is stopping: tuples in flight get 30 s at most.\n", result.Error);
        var kill = Assert.Single(cluster.Requests.OfType<KillTopologyByName>());
        Assert.Equal(("word-count-1", TimeSpan.FromSeconds(30)), (kill.NameOrId, kill.Wait));
    }

    [Fact]
    public async Task When_a_topology_that_has_ended_is_killed_Then_that_is_said()
    {
        cluster.Add(Infos.Broken);

        var result = await cluster.InvokeAsync("kill", "broken");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Equal("topology: broken has ended already: it is failed.\n", result.Error);
    }

    [Theory]
    [InlineData("activate", TopologyStatus.Inactive, "word-count is active.\n")]
    [InlineData("deactivate", TopologyStatus.Active, "word-count is inactive.\n")]
    public async Task When_activity_is_changed_Then_the_new_state_is_told(string command, TopologyStatus before, string expected)
    {
        cluster.Add(Infos.Words with { Status = before });

        var result = await Succeeded(command, "word-count");

        Assert.Equal(expected, result.Output);
    }

    [Fact]
    public async Task When_a_topology_that_has_ended_is_activated_Then_it_fails_without_naming_exceptions()
    {
        cluster.Add(Infos.Broken);

        var result = await cluster.InvokeAsync("activate", "broken");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.StartsWith("topology: Topology \"broken\" has ended: Failed.", result.Error);
        Assert.DoesNotContain("Exception", result.Error);
    }

    [Fact]
    public async Task When_a_topology_is_rebalanced_Then_workers_executors_and_wait_are_sent()
    {
        cluster.Add(Infos.Words);

        var result = await Succeeded("rebalance", "word-count", "--workers", "3", "--executors", "split=4", "count=1", "--wait", "5s");

        Assert.StartsWith("word-count was rebalanced in ", result.Output);
        var sent = Assert.Single(cluster.Requests.OfType<RebalanceTopology>());
        Assert.Equal((3, TimeSpan.FromSeconds(5)), (sent.Workers, sent.Wait));
        Assert.Equal(new Dictionary<string, int> { ["split"] = 4, ["count"] = 1 }, sent.Executors);
    }

    [Fact]
    public async Task When_a_component_to_rebalance_is_unknown_Then_the_nearest_is_named_and_nothing_is_sent()
    {
        cluster.Add(Infos.Words);

        var result = await cluster.InvokeAsync("rebalance", "word-count", "--executors", "splti=4");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains("word-count has no component \"splti\"; the nearest is \"split\".", result.Error);
        Assert.Empty(cluster.Requests.OfType<RebalanceTopology>());
    }

    [Fact]
    public async Task When_errors_are_asked_for_Then_each_is_a_line_and_details_bring_the_stack()
    {
        cluster.Add(Infos.Words);
        cluster.Errors = Infos.Errors;

        var brief = await Succeeded("errors", "word-count");
        var whole = await Succeeded("errors", "word-count", "--details");

        Assert.Equal("2026-01-02 03:06:05Z  split         4  InvalidOperationException: no such word", brief.OutputLines[2]);
        Assert.Contains("2026-01-02 03:06:05Z  split[4]", whole.OutputLines);
        Assert.Contains("   at Split.Execute()", whole.OutputLines);
    }

    [Fact]
    public async Task When_metrics_are_asked_for_Then_counts_and_totals_are_shown()
    {
        cluster.Add(Infos.Words);

        var result = await Succeeded("metrics", "word-count");

        Assert.Equal("word-count  active  10s", result.OutputLines[0]);
        Assert.Contains("tracked 12345678: acked 12000000, failed 300000, timed out 40000, pending 5678", result.OutputLines);
        Assert.Matches(@"\nlines +2 +1,234,568 +12,000,000 +300,000 40,000 late +4\.56 ms +78\.9 ms +42 % +17 %\n", result.Output);
    }

    [Fact]
    public async Task When_the_configuration_is_asked_for_Then_master_nodes_and_settings_are_shown()
    {
        var result = await Succeeded("config");

        Assert.Equal("The master in charge runs on node-a.", result.OutputLines[0]);
        Assert.Contains("node-a      3 of 4      4  8192 MiB  yes    akka.tcp://topology@127.0.0.1:7010", result.OutputLines);
        Assert.Contains("cluster.token  ***", result.OutputLines);
    }

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    private async Task<CliResult> Succeeded(params string[] args)
    {
        var result = await cluster.InvokeAsync(args);

        Assert.True(result.ExitCode == ExitCode.Completed, result.Error);
        return result;
    }
}
