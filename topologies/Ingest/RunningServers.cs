namespace Ingest;

/// <summary>The server of each spout task in this process. Thread-safe.</summary>
/// <remarks>A spout that is restarted after an exception gets no Cleanup: without this, its listener would keep the port, and its clients would wait for answers
/// that nobody gives any more.</remarks>
internal static class RunningServers
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(string Topology, int Task), RequestServer> Servers = [];

    /// <summary>Stops the task's former server, if there is one, and starts the next.</summary>
    /// <param name="key">The task.</param>
    /// <param name="start">Given the port that the former server had.</param>
    public static RequestServer Replace((string Topology, int Task) key, Func<int?, RequestServer> start)
    {
        RequestServer? former;
        lock (Gate)
            Servers.Remove(key, out former);
        former?.Stop();
        var server = start(former?.Port);
        lock (Gate)
            Servers[key] = server;
        return server;
    }

    public static void Stop((string Topology, int Task) key, RequestServer server)
    {
        lock (Gate)
        {
            if (Servers.TryGetValue(key, out var current) && current == server)
                Servers.Remove(key);
        }
        server.Stop();
    }
}
