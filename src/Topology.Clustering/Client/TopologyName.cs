using System.Buffers;

namespace Topology.Clustering;

/// <summary>What a topology may be called: ids, paths and keys are made of its name.</summary>
internal static class TopologyName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/.:\\");

    /// <exception cref="TopologyException">It may not be called so.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (string.IsNullOrWhiteSpace(name) || name.AsSpan().ContainsAny(Forbidden) || name.Any(char.IsControl))
            throw new TopologyException($"\"{name}\" is no name for a topology: expected some text without / . : \\ and control characters.");
    }
}
