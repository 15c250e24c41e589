using System.Collections;
using System.Runtime.CompilerServices;
using Topology.Runtime.Routing;

namespace Topology.Runtime.State;

/// <summary>Keys are equal as they are to a grouping: bytes, lists and tuples by what they hold.</summary>
internal sealed class ContentComparer<TKey> : IEqualityComparer<TKey>
{
    private ContentComparer()
    {
    }

    /// <summary>Null if the type's own equality is the same.</summary>
    public static IEqualityComparer<TKey>? OrNull => HasContent(typeof(TKey)) ? new ContentComparer<TKey>() : null;

    public bool Equals(TKey? x, TKey? y) => AreEqual(x, y);

    /// <exception cref="ArgumentException">Such a key cannot be a grouping key.</exception>
    public int GetHashCode(TKey key) => (int)KeyGroups.HashOf(EntryCodec<TKey>.ToValue(key));

    private static bool HasContent(Type type)
    {
        if (type == typeof(string))
            return false;
        if (type.IsInterface || type == typeof(object) || type.IsAssignableTo(typeof(IEnumerable)))
            return true;
        return type.IsAssignableTo(typeof(ITuple)) && type.GetGenericArguments().Any(HasContent);
    }

    private static bool AreEqual(object? x, object? y) => (x, y) switch
    {
        (string a, string b) => a == b,
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (ITuple a, ITuple b) => a.Length == b.Length && Enumerable.Range(0, a.Length).All(i => AreEqual(a[i], b[i])),
        (string, _) or (_, string) => false,
        (IEnumerable a, IEnumerable b) => a.Cast<object?>().SequenceEqual(b.Cast<object?>(), ContentComparer<object?>.OrNull),
        _ => Equals(x, y),
    };
}
