using System.Diagnostics;

namespace Topology.Cluster.Tests.Support;

/// <summary>Nodes on this machine, each a process, with their own folders and one database. Its end ends nodes and workers, each by its own number.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>For a cluster to form, a topology to start, and whatever else has no limit of its own. Some five times what it takes on an idle machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>From a death to its mending. How long that may take is budgeted in the performance gate for a worker (10 s) and the master (15 s); what is tested here is that it happens, on however slow a machine.</summary>
    public static readonly TimeSpan Recovery = Patience;

    /// <summary>For lines to go on while something is away that they do not need. A recovery that they had to wait for would take longer on most machines.</summary>
    public static readonly TimeSpan Unaffected = TimeSpan.FromSeconds(10);

    private readonly string folder;

    private TestCluster(string folder, IReadOnlyList<NodeProcess> nodes) => (this.folder, Nodes) = (folder, nodes);

    public IReadOnlyList<NodeProcess> Nodes { get; }

    public string[] Masters => [.. Nodes.Select(node => node.Address)];

    /// <value>Set once the nodes are there, and used by all tests of the cluster.</value>
    public TopologyClient Client { get; private set; } = null!;

    /// <summary>Starts nodes that are master and supervisor, and waits until all are there.</summary>
    /// <param name="places">Where each of them runs.</param>
    /// <param name="slots">Workers a node can run.</param>
    /// <param name="settings">More lines for the configuration of each node; may name files in <paramref name="files"/>.</param>
    /// <param name="token">What the client shows.</param>
    /// <param name="tls">The client's certificate.</param>
    /// <param name="files">Names and contents of files to put beside the configuration.</param>
    public static async Task<TestCluster> StartAsync(
        IReadOnlyList<NodePlace> places, int slots, string settings = "", string? token = null, TopologyClientTls? tls = null, params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateTempSubdirectory("topology-cluster-").FullName;
        foreach (var (name, text) in files)
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        var seeds = places.Count == 1 ? "" : $"cluster.seeds = [{string.Join(", ", places.Select(place => $"\"{place.Address}\""))}]";
        var processes = places.Select((place, index) => Write(folder, $"n{index + 1}", place, $"{seeds}\n  supervisor.slots = {slots}\n  {settings}")).ToArray();
        var cluster = new TestCluster(folder, processes);
        try
        {
            foreach (var node in processes)
                node.Start();
            cluster.Client = await cluster.ConnectAsync(token, tls);
            await cluster.AllNodesAsync("start of the cluster");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync("start");
            throw;
        }
    }

    public Task<TopologyClient> ConnectAsync(string? token, TopologyClientTls? tls = null, TimeSpan? timeout = null, TimeSpan? requestTimeout = null) => TopologyClient.ConnectAsync(
        new TopologyClientOptions { Masters = Masters, Token = token, Tls = tls, ConnectTimeout = timeout ?? Patience, RequestTimeout = requestTimeout ?? TimeSpan.FromSeconds(20) },
        TestContext.Current.CancellationToken);

    /// <summary>A client for what cannot be had now: it does not wait long for it to become possible.</summary>
    public Task<TopologyClient> ConnectHastilyAsync() => ConnectAsync(token: null, requestTimeout: TimeSpan.FromSeconds(5));

    public NodeProcess Node(string name) => Nodes.Single(node => node.Name == name);

    /// <summary>Waits until every node is a full member and the master sees its supervisor.</summary>
    public async Task AllNodesAsync(string phase)
    {
        foreach (var node in Nodes)
            await node.ReadyAsync();
        await Until.AnswerAsync($"{phase}: all nodes alive", Patience, Client.GetClusterAsync, info => info.Nodes.Count(node => node.IsAlive) == Nodes.Count);
    }

    /// <summary>Submits, and waits until all workers run.</summary>
    public async Task<ITopologyHandle> SubmitAsync(string package, string name, int workers = 1, params string[] arguments)
    {
        var options = new SubmitOptions { Name = name, Arguments = arguments, Settings = new Dictionary<string, string> { ["topology.workers"] = $"{workers}" } };
        var handle = await Client.SubmitAsync(package, options, TestContext.Current.CancellationToken);
        await StatusAsync(handle, TopologyStatus.Active);
        return handle;
    }

    public Task<TopologyInfo> StatusAsync(ITopologyHandle handle, TopologyStatus status) =>
        Until.AnswerAsync($"{handle.Name} is {status}", Patience, token => Client.GetInfoAsync(handle.Id, token), info => info.Status == status);

    /// <summary>Submits a small topology again and again, until a master accepts it, and waits until it has completed.</summary>
    /// <param name="name">Of the topology; each attempt has a number behind it, as one that was not answered may have been accepted.</param>
    /// <param name="limit">For the acceptance.</param>
    /// <returns>How long it took to be accepted.</returns>
    public async Task<TimeSpan> SubmissionAsync(string name, TimeSpan limit)
    {
        var (start, attempts) = (Stopwatch.GetTimestamp(), 0);
        var handle = await Until.AnswerAsync(
            $"submission of {name}", limit,
            token => Client.SubmitAsync(BuildOutput.Exclamation, new SubmitOptions { Name = $"{name}-{++attempts}", Arguments = ["--limit", "10"] }, token), _ => true);
        var took = Stopwatch.GetElapsedTime(start);
        await StatusAsync(handle, TopologyStatus.Completed);
        return took;
    }

    /// <summary>Submits WordCountExactlyOnce, or what is built like it.</summary>
    public async Task<ITopologyHandle> CountAsync(CountedWords words, string name, int workers = 2, string? savepoint = null, string? package = null, string[]? arguments = null, params (string Key, string Value)[] settings) =>
        await Client.SubmitAsync(package ?? BuildOutput.WordCountExactlyOnce, new SubmitOptions
        {
            Name = name,
            FromSavepoint = savepoint,
            Arguments = ["--input", words.Input, "--output", words.Output(name), .. arguments ?? []],
            Settings = settings.Append(("topology.workers", $"{workers}")).ToDictionary(),
        }, TestContext.Current.CancellationToken);

    /// <summary>Waits until it is active and has taken some checkpoints since it began or went back, or has completed.</summary>
    public async Task<TopologyInfo> CheckpointedAsync(ITopologyHandle handle, int checkpoints = 1)
    {
        await Until.AnswerAsync($"{handle.Name}: checkpoints", Patience, async token => (await Client.GetInfoAsync(handle.Id, token), await handle.GetCheckpointsAsync(token)),
            both => both.Item1.Status == TopologyStatus.Completed || (both.Item1.Status == TopologyStatus.Active && both.Item2.Completed >= checkpoints));
        return await Client.GetInfoAsync(handle.Id, TestContext.Current.CancellationToken);
    }

    /// <summary>Which process runs which worker, once each has one.</summary>
    public async Task<int[]> ProcessesAsync(ITopologyHandle handle)
    {
        var info = await Until.AnswerAsync($"{handle.Name}: every worker has a process", Patience, token => Client.GetInfoAsync(handle.Id, token), info => info.Workers.Count > 0 && info.Workers.All(worker => worker.ProcessId > 0));
        return [.. info.Workers.OrderBy(worker => worker.Worker).Select(worker => worker.ProcessId)];
    }

    /// <summary>The log of a worker as its process wrote it, also when the topology has ended.</summary>
    public string WorkerLog(ITopologyHandle handle, int worker) => string.Concat(
        Directory.EnumerateFiles(folder, $"{handle.Id}*{worker}.log", SearchOption.AllDirectories).Select(File.ReadAllText));

    /// <summary>All that nodes and workers have logged.</summary>
    public string AllLogs() => string.Concat(Directory.EnumerateFiles(folder, "*.log", SearchOption.AllDirectories).Select(File.ReadAllText));

    /// <summary>Ends everything. Keeps the logs of a test that failed.</summary>
    public async ValueTask DisposeAsync(string? failed)
    {
        if (Client is not null)
            await Client.DisposeAsync();
        foreach (var node in Nodes)
            node.Dispose();

        // A dying supervisor may have started one more between two looks.
        await Until.TrueAsync("end of all processes", Patience, () =>
        {
            int[] left = [.. Signals.Naming(folder).Where(Signals.IsAlive)];
            foreach (var process in left)
                Signals.Kill(process);
            return left.Length == 0;
        });
        if (failed is not null)
            KeptLogs.Keep(folder, failed);
        Directory.Delete(folder, recursive: true);
    }

    public ValueTask DisposeAsync() => DisposeAsync(KeptLogs.FailedTest);

    private static NodeProcess Write(string folder, string name, NodePlace place, string settings)
    {
        var file = Path.Combine(folder, $"{name}.conf");
        File.WriteAllText(file, $$"""
            topology {
              node { name = {{name}}, data-dir = {{name}} }
              {{place.Settings}}
              master.sqlite-file = shared.db
              {{settings}}
            }
            """);
        return new NodeProcess(name, place, file, Path.Combine(folder, $"{name}.log"));
    }
}
