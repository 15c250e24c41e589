namespace Topology.Cluster.Tests.Support;

/// <summary>Where a node runs.</summary>
/// <param name="Host">Under which others, and the tests, reach it.</param>
/// <param name="Port">Its control port.</param>
/// <param name="HealthPort">Of its probes.</param>
/// <param name="Enter">The beginning of the command that starts a process there; empty: this machine.</param>
internal sealed record NodePlace(string Host, int Port, int HealthPort, IReadOnlyList<string> Enter)
{
    public string Address => $"{Host}:{Port}";

    /// <summary>Lines for the configuration of a node there. Beyond loopback it must be told that nobody else is on the network.</summary>
    public string Settings =>
        $"node {{ host = \"{Host}\", port = {Port} }}\n  health {{ host = \"{Host}\", port = {HealthPort} }}\n  security.insecure = {(Enter.Count > 0 ? "true" : "false")}";

    /// <summary>On this machine, at ports that are free.</summary>
    public static IReadOnlyList<NodePlace> Loopback(int nodes)
    {
        var free = FreePorts.Take(2 * nodes);
        return [.. Enumerable.Range(0, nodes).Select(node => new NodePlace("127.0.0.1", free[node], free[nodes + node], []))];
    }
}
