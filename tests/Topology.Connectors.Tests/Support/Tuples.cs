using Topology.Engine;

namespace Topology.Connectors.Tests.Support;

/// <summary>Makes tuples as a runtime would hand them to a sink.</summary>
internal static class Tuples
{
    private static readonly StreamSource Numbers = new("source", StreamIds.Default, 1, new Fields("number"));
    private static readonly StreamSource Ticks = new(StreamIds.SystemComponent, StreamIds.Tick, 0, new Fields("interval"), IsTick: true);

    public static StreamTuple Tick => Of(Ticks, 0);

    public static StreamTuple Number(long number) => Of(Numbers, number);

    public static StreamTuple Of(Fields fields, params ReadOnlySpan<Value> values) => Of(Numbers with { Fields = fields }, values);

    private static StreamTuple Of(StreamSource source, params ReadOnlySpan<Value> values)
    {
        var batch = new TupleBatch(source, task: 9, expected: 1);
        batch.Add(source, 9, values);
        return batch[0];
    }
}
