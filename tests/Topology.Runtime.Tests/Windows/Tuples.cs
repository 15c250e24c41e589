using Topology.Engine;

namespace Topology.Runtime.Tests.Windows;

/// <summary>Tuples (id, text) with an event time.</summary>
internal static class Tuples
{
    private static readonly StreamSource Source = new("source", "default", 1, new Fields("id", "text"));

    public static Fields Fields => Source.Fields;

    public static StreamTuple Of(int id, string text = "")
    {
        var batch = new TupleBatch(Source, 2, 1);
        batch.Add(Source, 2, [id, text]);
        return batch[0];
    }
}
