using System.Collections.Concurrent;

namespace Topology.Clustering.Tests.Support;

/// <summary>A last bolt that keeps what it gets, as text, in order of arrival.</summary>
internal sealed class Capture
{
    private readonly ConcurrentQueue<string> _tuples = new();

    public IReadOnlyList<string> Tuples => [.. _tuples];

    public Bolt CreateBolt() => new FunctionBolt((tuple, collector, _) =>
    {
        _tuples.Enqueue(string.Join(",", tuple.Values.ToArray()));
        collector.Ack(tuple);
    });
}
