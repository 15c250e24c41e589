namespace Topology.Testing.Tests.Support;

/// <summary>Brings what a test saw into the form it is compared in.</summary>
internal static class Shown
{
    /// <summary>The tuples as text, in the order of the emits.</summary>
    public static IEnumerable<string> Texts(this IEnumerable<EmittedTuple> tuples) => tuples.Select(tuple => tuple.ToString());

    /// <summary>The tuples as text where the order does not matter.</summary>
    public static IEnumerable<string> Sorted(this IEnumerable<EmittedTuple> tuples) => tuples.Texts().Order(StringComparer.Ordinal);

    /// <summary>Ids that are whole numbers.</summary>
    public static IEnumerable<int> Numbers(this IEnumerable<Value> ids) => ids.Select(id => id.AsInt32());
}
