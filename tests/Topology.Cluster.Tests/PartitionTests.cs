namespace Topology.Cluster.Tests;

/// <summary>Three nodes in network namespaces of their own, one of which is cut off: nothing is closed, nothing arrives. Skipped where the machine does not allow namespaces.</summary>
public sealed class PartitionTests(ITestOutputHelper output) : ClusterTest
{
    private const int Workers = 3;
    private const int IngestPort = 5556;
    private const int Words = 6_000_000; // some seconds of work: the cut falls into it

    [Fact]
    public async Task When_a_node_is_cut_off_under_load_Then_its_work_goes_on_elsewhere_and_what_it_still_runs_is_ended()
    {
        using var network = SplitNetwork.Create(3);
        var (cluster, handle, victim, started) = await StartUnderLoadAsync(network, "parted");
        await using var load = started;
        var before = await cluster.ProcessesAsync(handle);

        network.Cut(victim.Place);
        var took = await load.FlowsAsync($"{victim.Name} is cut off", TestCluster.Recovery);
        output.WriteLine($"{victim.Name} cut off: lines of every key sent later are acked after {took.TotalSeconds:0.0} s.");
        Assert.NotEqual(0, await victim.EndAsync("it was cut off from the majority of the masters"));
        await cluster.SubmissionAsync("while-parted", TestCluster.Patience);
        var after = await cluster.ProcessesAsync(handle);
        var orphan = Assert.Single(before.Except(after)); // what ran there runs elsewhere, the others stay
        await OneMasterAsync(cluster, victim);

        network.Heal(victim.Place);
        await load.FlowsAsync($"{victim.Name} is joined again", TestCluster.Recovery);
        victim.Start();
        await cluster.AllNodesAsync($"{victim.Name} is started again");
        await Until.TrueAsync("the worker that was cut off is ended by its supervisor", TestCluster.Patience, () => !Signals.IsAlive(orphan));
        await load.FlowsAsync("all are back", TestCluster.Recovery);
        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        Assert.Equal(after, await cluster.ProcessesAsync(handle));
        await handle.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_a_partition_heals_before_it_is_decided_Then_nobody_is_given_up_and_every_line_is_acked()
    {
        using var network = SplitNetwork.Create(3);
        var (cluster, handle, victim, started) = await StartUnderLoadAsync(network, "briefly");
        await using var load = started;
        var before = await cluster.ProcessesAsync(handle);
        var master = (await cluster.Client.GetClusterAsync(Token)).Master;

        network.Cut(victim.Place);
        await Until.TrueAsync("the others find it unreachable", TestCluster.Recovery, () => cluster.Nodes.Any(node => node != victim && node.Log.Contains("SBR found unreachable members", StringComparison.Ordinal)));
        network.Heal(victim.Place);

        await load.FlowsAsync("it is joined again", TestCluster.Recovery);
        await cluster.AllNodesAsync("it is joined again");
        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        Assert.All(cluster.Nodes, node => Assert.True(node.IsAlive, $"{node.Name} has ended."));
        Assert.Equal(master, (await cluster.Client.GetClusterAsync(Token)).Master);
        Assert.Equal(before, await cluster.ProcessesAsync(handle));
        await handle.KillAsync(token: Token);
    }

    [Fact]
    public async Task When_the_masters_node_is_cut_off_Then_words_are_counted_exactly_once()
    {
        using var network = SplitNetwork.Create(3);
        using var words = new CountedWords(Words);
        var cluster = await StartAsync(network.Places, slots: 2);
        var handle = await cluster.CountAsync(words, "parted", Workers);
        await cluster.CheckpointedAsync(handle);
        var victim = cluster.Node((await cluster.Client.GetClusterAsync(Token)).Master);
        var orphans = await ProcessesOnAsync(cluster, handle, victim);
        Assert.NotEmpty(orphans);

        network.Cut(victim.Place); // its worker still reaches the databases, which are files
        Assert.NotEqual(0, await victim.EndAsync("it was cut off from the majority of the masters"));
        await handle.Completion.WaitAsync(TestCluster.Patience, TimeProvider.System, Token);
        Assert.Equal(words.Truth, words.Read("parted"));
        await OneMasterAsync(cluster, victim);

        network.Heal(victim.Place);
        victim.Start();
        await cluster.AllNodesAsync($"{victim.Name} is started again");
        await Until.TrueAsync("the worker that was cut off is ended by its supervisor", TestCluster.Patience, () => !orphans.Any(Signals.IsAlive));
        Assert.Equal(words.Truth, words.Read("parted")); // nor has it added anything since
    }

    /// <summary>Three nodes, a topology on all of them, and lines that flow to its spout; the victim is a node that has not the spout, the master's if it may be.</summary>
    private async Task<(TestCluster Cluster, ITopologyHandle Handle, NodeProcess Victim, TrackedLoad Load)> StartUnderLoadAsync(SplitNetwork network, string name)
    {
        var cluster = await StartAsync(network.Places, slots: 2);
        var handle = await cluster.SubmitAsync(BuildOutput.Ingest, name, Workers, "--host", "0.0.0.0", "--port", $"{IngestPort}", "--parallelism", "3");
        var (spout, victim) = await SpoutAndOtherAsync(cluster, handle);
        var load = await TrackedLoad.StartAsync(IngestPort, spout.Place.Host);
        await load.FlowsAsync("start", TestCluster.Patience);
        return (cluster, handle, victim, load);
    }

    /// <summary>The node whose worker has the spout, and another one: the master's if it is not the same.</summary>
    private static async Task<(NodeProcess Spout, NodeProcess Other)> SpoutAndOtherAsync(TestCluster cluster, ITopologyHandle handle)
    {
        var number = SpoutWorker(cluster, handle, Workers);
        var workers = (await cluster.Client.GetInfoAsync(handle.Id, Token)).Workers;
        Assert.Equal(cluster.Nodes.Count, workers.Select(worker => worker.Node).Distinct().Count());
        var spout = cluster.Node(workers.Single(worker => worker.Worker == number).Node!); // it runs
        var master = cluster.Node((await cluster.Client.GetClusterAsync(Token)).Master);
        return (spout, master == spout ? cluster.Nodes.First(node => node != spout) : master);
    }

    private static async Task<int[]> ProcessesOnAsync(TestCluster cluster, ITopologyHandle handle, NodeProcess node) =>
        [.. (await cluster.Client.GetInfoAsync(handle.Id, Token)).Workers.Where(worker => worker.Node == node.Name).Select(worker => worker.ProcessId)];

    /// <summary>The side that was cut off has not made a master of its own, and the other one has one.</summary>
    private static async Task OneMasterAsync(TestCluster cluster, NodeProcess victim)
    {
        var info = await cluster.Client.GetClusterAsync(Token);
        Assert.NotEqual(victim.Name, info.Master);
        Assert.DoesNotContain(info.Nodes, node => node.Node == victim.Name && node.IsAlive);
        Assert.InRange(victim.Log.Split("The master is on node").Length - 1, 0, 1); // the one from before
    }
}
