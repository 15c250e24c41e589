namespace Topology.Connectors.Sockets;

/// <summary>The receiver of each log in this process. Thread-safe.</summary>
/// <remarks>A spout that is restarted after an exception gets no Cleanup: without this, its receiver would go on and write to the log of the next one.</remarks>
internal static class RunningReceivers
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Action> Stops = new(StringComparer.Ordinal);

    /// <summary>Stops the log's former receiver, if there is one.</summary>
    public static void StopFormer(string folder)
    {
        Action? stop;
        lock (Gate)
            Stops.Remove(folder, out stop);
        stop?.Invoke();
    }

    /// <summary>Notes how to stop the log's receiver.</summary>
    public static void Add(string folder, Action stop)
    {
        lock (Gate)
            Stops[folder] = stop;
    }

    /// <summary>Forgets a receiver that was stopped, unless it has a successor.</summary>
    public static void Remove(string folder, Action stop)
    {
        lock (Gate)
        {
            if (Stops.TryGetValue(folder, out var current) && current == stop)
                Stops.Remove(folder);
        }
    }
}
