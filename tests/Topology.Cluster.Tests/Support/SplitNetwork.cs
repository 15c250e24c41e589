using System.Diagnostics;

namespace Topology.Cluster.Tests.Support;

/// <summary>A network namespace for each node, joined by a bridge that this process is on too. A node that is cut off hears nobody and is heard by nobody, without any connection being closed. Linux, as root.</summary>
internal sealed class SplitNetwork : IDisposable
{
    private const int Port = 7010;
    private const int HealthPort = 7090;

    private static int made;

    // Of this process and test: runs on one machine must not meet, what one test has left goes away by and by, and interfaces have names of 15 characters at most.
    private readonly string prefix = $"tp{Environment.ProcessId % 100_000}x{Interlocked.Increment(ref made)}";
    private readonly string subnet = $"10.213.{Environment.ProcessId % 250}";
    private readonly int nodes;

    private SplitNetwork(int nodes) => this.nodes = nodes;

    public IReadOnlyList<NodePlace> Places =>
        [.. Enumerable.Range(1, nodes).Select(node => new NodePlace($"{subnet}.{node}", Port, HealthPort, ["ip", "netns", "exec", $"{prefix}n{node}"]))];

    /// <summary>Makes it; skips the test, and says why, where the machine does not allow that.</summary>
    public static SplitNetwork Create(int nodes)
    {
        var network = new SplitNetwork(nodes);
        try
        {
            network.Build();
            return network;
        }
        catch (InvalidOperationException e)
        {
            network.Dispose();
            Assert.Skip($"Network namespaces cannot be made here (needs Linux, root and ip of iproute2): {e.Message}");
            throw;
        }
    }

    /// <param name="place">One of <see cref="Places"/>.</param>
    public void Cut(NodePlace place) => Run("link", "set", Outside(place), "down");

    public void Heal(NodePlace place) => Run("link", "set", Outside(place), "up");

    public void Dispose()
    {
        for (var node = 1; node <= nodes; node++)
        {
            TryRun("link", "del", $"{prefix}v{node}"); // by itself: the namespace stays until its last process has ended
            TryRun("netns", "del", $"{prefix}n{node}");
        }

        TryRun("link", "del", $"{prefix}b");
    }

    private void Build()
    {
        Run("link", "add", $"{prefix}b", "type", "bridge");
        Run("addr", "add", $"{subnet}.254/24", "dev", $"{prefix}b");
        Run("link", "set", $"{prefix}b", "up");
        for (var node = 1; node <= nodes; node++)
        {
            var (name, outside) = ($"{prefix}n{node}", $"{prefix}v{node}");
            Run("netns", "add", name);
            Run("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name);
            Run("link", "set", outside, "master", $"{prefix}b", "up");
            Run("-n", name, "addr", "add", $"{subnet}.{node}/24", "dev", "eth0");
            Run("-n", name, "link", "set", "eth0", "up");
            Run("-n", name, "link", "set", "lo", "up");
        }
    }

    private string Outside(NodePlace place) => $"{prefix}v{place.Host.Split('.')[3]}";

    private static void TryRun(params string[] arguments)
    {
        try
        {
            Run(arguments);
        }
        catch (InvalidOperationException)
        {
            // Ignored: it was not there.
        }
    }

    private static void Run(params string[] arguments)
    {
        try
        {
            using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!; // null only with UseShellExecute
            var error = ip.StandardError.ReadToEnd();
            ip.WaitForExit();
            if (ip.ExitCode != 0)
                throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"ip: {e.Message}", e);
        }
    }
}
