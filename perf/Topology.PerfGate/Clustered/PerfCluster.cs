using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Topology.Clustering;
using Topology.PerfGate.Measuring;

namespace Topology.PerfGate.Clustered;

/// <summary>A cluster of real processes on loopback, in a temporary folder of its own. Its end is the end of all its processes, workers included.</summary>
internal sealed class PerfCluster : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // a busy machine starts three nodes within this
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, TopologyNode> _nodes = new(StringComparer.Ordinal);
    private readonly TopologyClient _client;

    /// <summary>Starts it; ends when all nodes are in the cluster.</summary>
    /// <param name="nodes">All are masters and supervisors.</param>
    public PerfCluster(int nodes = 1)
    {
        try
        {
            var ports = FreePorts(nodes);
            foreach (var port in ports)
                Start($"n{port}", port, ports);
            var options = new TopologyClientOptions { Masters = [.. ports.Select(Address)], ConnectTimeout = Patience };
            _client = Blocking.Wait(TopologyClient.ConnectAsync(options), "the start of the cluster", Patience * 2);
            WaitFor("all nodes", () => Master is not null && NodesAlive == nodes);
        }
        catch
        {
            EndProcesses();
            throw;
        }
    }

    /// <summary>The cluster's; nothing else is in it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("topology-gate-").FullName;

    /// <summary>The node whose master is in charge; null if it cannot be told now.</summary>
    public string? Master => Cluster()?.Master;

    /// <summary>Submits one of Topology.PerfTopologies and waits until it is active.</summary>
    public ClusterTopology Start(string definition, params string[] arguments)
    {
        var topology = Submit(PerfPaths.Topologies, definition, definition, arguments);
        topology.WaitUntilActive();
        return topology;
    }

    /// <summary>Submits; ends when the master has accepted.</summary>
    public ClusterTopology Submit(string package, string definition, string name, params string[] arguments)
    {
        var options = new SubmitOptions { Name = name, Definition = definition, Arguments = arguments };
        return new ClusterTopology(_client, Blocking.Wait(_client.SubmitAsync(package, options), $"the submission of {name}", Patience));
    }

    /// <summary>Kills a node as <c>kill -9</c> does; its workers go on.</summary>
    public void KillNode(string name) => _nodes[name].Kill();

    /// <summary>The logs of nodes and workers, line by line, as they are now.</summary>
    public IEnumerable<string> LogLines() => Directory.EnumerateFiles(Folder, "*.log", SearchOption.AllDirectories).SelectMany(LinesOf);

    /// <summary>Ends all processes and removes the folder.</summary>
    public void Dispose()
    {
        Blocking.Wait(_client.DisposeAsync().AsTask(), "the client's end");
        EndProcesses();
        if (Environment.GetEnvironmentVariable("TOPOLOGY_GATE_KEEP") is null)
            Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Asks until it is so.</summary>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public static void WaitFor(string what, Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"{what}: not within {Patience.TotalSeconds} s.");
            Thread.Sleep(Pause);
        }
    }

    private int NodesAlive => Cluster()?.Nodes.Count(node => node.IsAlive) ?? 0;

    private void Start(string name, int port, int[] ports)
    {
        var folder = Path.Combine(Folder, name);
        var seeds = ports.Length == 1 ? "" : string.Join(", ", ports.Select(seed => $"\"{Address(seed)}\""));
        _nodes.Add(name, TopologyNode.Start(name, folder, $$"""
            topology {
              node { name = {{name}}, port = {{port}}, data-dir = data }
              cluster.seeds = [{{seeds}}]
              master.sqlite-file = ../master.db
              supervisor.slots = 4
            }
            """));
    }

    private ClusterInfo? Cluster()
    {
        try
        {
            return Blocking.Wait(_client.GetClusterAsync(), "GetClusterAsync");
        }
        catch (TopologyException)
        {
            return null; // no master yet, or not any more
        }
    }

    private void EndProcesses()
    {
        foreach (var node in _nodes.Values)
            node.Dispose(); // before the workers, which it would start again
        OwnProcesses.KillAllOf(Folder);
    }

    private static string Address(int port) => $"127.0.0.1:{port}";

    /// <summary>Ports that nobody listens on; all are held until the last one is known, so that they differ.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    private static IEnumerable<string> LinesOf(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
