using System.Globalization;

namespace Topology.Clustering.Scheduling;

/// <summary>Says why an executor finds no room. Pure.</summary>
internal static class ResourceRefusal
{
    private const int NodesNamed = 5; // a line that people can read

    /// <param name="topology">Whose executor it is.</param>
    /// <param name="executor">The one that has no place.</param>
    /// <param name="room">What is free, of everything placed so far.</param>
    /// <param name="obstacle">What else than resources keeps it from a node; null if nothing does.</param>
    public static string Text(SchedulableTopology topology, SchedulableExecutor executor, NodeRoom room, Func<string, string?> obstacle)
    {
        var need = ResourceLoad.Of(executor);
        string[] nodes = [.. room.Nodes.OrderByDescending(node => Closeness(room[node], need))]; // a stable order: else by name
        var reasons = string.Join("; ", nodes.Take(NodesNamed).Select(node => $"node \"{node}\" has {Reason(room[node], need, obstacle(node))}"));
        var more = nodes.Length > NodesNamed ? $"; {nodes.Length - NodesNamed} more nodes have less" : "";
        return $"Topology \"{topology.Id}\" does not fit: executor {executor.Id} of component \"{executor.Component}\" needs {need}, and "
            + (nodes.Length == 0 ? "no node is alive." : $"{reasons}{more}.");
    }

    /// <summary>The share of the scarcer resource that is there; 1 if all is.</summary>
    private static double Closeness(ResourceLoad free, ResourceLoad need) => Math.Min(
        free.HasCpuFor(need) ? 1 : free.Cpu / need.Cpu,
        free.HasMemoryFor(need) ? 1 : free.Memory / need.Memory);

    private static string Reason(ResourceLoad free, ResourceLoad need, string? obstacle)
    {
        var cpu = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, free.Cpu):0.##} % CPU");
        var memory = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, free.Memory):0.##} MiB");
        if (free.HasRoomFor(need))
            return $"{obstacle ?? "room"}";
        if (free.HasMemoryFor(need))
            return $"{cpu} free";
        return free.HasCpuFor(need) ? $"{memory} free" : $"{cpu} and {memory} free";
    }
}
