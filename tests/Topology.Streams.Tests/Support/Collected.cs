using System.Collections.Concurrent;

namespace Topology.Streams.Tests.Support;

/// <summary>What came to a sink, in order of arrival. Any thread.</summary>
internal sealed class Collected<T>
{
    private readonly ConcurrentQueue<T> _items = new();

    public void Add(T item) => _items.Enqueue(item);

    public T[] Items => [.. _items];

    public string[] Sorted => [.. _items.Select(Text).Order(StringComparer.Ordinal)];

    public string[] Texts => [.. _items.Select(Text)];

    private static string Text(T item) => FormattableString.Invariant($"{item}");
}
