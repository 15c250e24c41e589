using Topology.Streams.Running;

namespace Topology.Streams.Planning;

/// <summary>Declares the component that a segment becomes.</summary>
internal static class Declaring
{
    public static void Add(Segment segment, TopologyBuilder builder)
    {
        if (segment.Head.IsSource)
        {
            var spout = builder.SetSpout(segment.Id, () => (Spout)segment.Head.CreateComponent(segment), segment.Parallelism);
            if (segment.EventTime is { } sourceTime)
                spout.WithEventTime(FieldNames.Time, sourceTime.Watermarks);
            return;
        }
        var bolt = builder.SetBolt(segment.Id, () => (Bolt)segment.Head.CreateComponent(segment), segment.Parallelism);
        foreach (var edge in segment.Inputs)
            Subscribe(bolt, edge);
        if (segment.EventTime is { } time)
            bolt.WithEventTime(FieldNames.Time, time.Watermarks);
        segment.Head.Refine(bolt);
    }

    private static void Subscribe(BoltDeclarer bolt, Edge edge)
    {
        if (edge.Grouping == GroupingKind.Fields)
            bolt.FieldsGrouping(edge.From, edge.Stream, FieldNames.KeyOnly);
        else if (edge.Grouping == GroupingKind.Shuffle)
            bolt.ShuffleGrouping(edge.From, edge.Stream);
        else
            bolt.LocalOrShuffleGrouping(edge.From, edge.Stream);
    }
}
