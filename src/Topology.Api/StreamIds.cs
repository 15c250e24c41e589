namespace Topology;

/// <summary>The stream and component ids that mean something to the runtime.</summary>
/// <remarks>Ids that start with two underscores are reserved: a topology that declares one is refused by <see cref="TopologyBuilder.Build"/>.</remarks>
public static class StreamIds
{
    /// <summary>The stream written by every emit that names no stream, and read by every grouping that names none.</summary>
    public const string Default = "default";

    /// <summary>The stream on which a bolt receives its ticks; nobody can declare it or subscribe to it.</summary>
    public const string Tick = "__tick";

    /// <summary>The source component shown by tuples the runtime makes itself, such as ticks.</summary>
    public const string SystemComponent = "__system";

    /// <summary>A stream every component has and nothing is ever sent on; a subscription to it is accepted and delivers nothing.</summary>
    public const string System = "__system";

    /// <summary>The name under which the executors that track tuples are shown.</summary>
    public const string Acker = "__acker";

    /// <summary>Ids with this beginning are the runtime's.</summary>
    internal const string ReservedPrefix = "__";

    internal static bool IsReserved(string id) => id.StartsWith(ReservedPrefix, StringComparison.Ordinal);
}
