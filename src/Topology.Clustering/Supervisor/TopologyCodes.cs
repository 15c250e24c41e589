using Topology.Clustering.Protocol;

namespace Topology.Clustering.Supervisor;

/// <summary>Compares by content what records with lists in them compare by reference.</summary>
internal static class TopologyCodes
{
    public static bool AreEqual(TopologyCode a, TopologyCode b) =>
        ReferenceEquals(a, b)
        || (a.Package == b.Package && a.Assembly == b.Assembly && a.Definition == b.Definition && a.SpecHash == b.SpecHash
            && a.Arguments.SequenceEqual(b.Arguments) && AreEqual(a.Settings, b.Settings) && AreEqual(a.Executors, b.Executors)
            && AreEqual(a.ComponentHashes, b.ComponentHashes));

    private static bool AreEqual<T>(IReadOnlyDictionary<string, T> a, IReadOnlyDictionary<string, T> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && EqualityComparer<T>.Default.Equals(pair.Value, other));
}
