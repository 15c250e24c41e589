using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>Windows that keep tuples, of a <see cref="WindowedBolt"/>.</summary>
/// <param name="bolt">Is shown the frames.</param>
/// <param name="codec">Writes and reads tuples.</param>
/// <param name="limit">Of tuples.</param>
/// <param name="ordersByTime">Frames are in order of time rather than of arrival.</param>
/// <param name="tellsExpired">Frames tell what has left since the frame before.</param>
internal sealed class TupleContents(WindowedBolt bolt, TupleCodec codec, TupleLimit limit, bool ordersByTime, bool tellsExpired) : WindowContents<List<KeptTuple>>
{
    public override bool IsList => true;

    public override List<KeptTuple> Create() => [];

    public override List<KeptTuple> Add(List<KeptTuple> value, WindowInput input)
    {
        limit.Add();
        return AddAgain(value, input);
    }

    public override List<KeptTuple> AddAgain(List<KeptTuple> value, WindowInput input)
    {
        value.Add(input.Kept ??= new KeptTuple(codec.NextNumber(), input.Time, input.Tuple));
        return value;
    }

    public override List<KeptTuple> Merge(List<KeptTuple> left, List<KeptTuple> right)
    {
        left.AddRange(right);
        return left;
    }

    public override void Release(List<KeptTuple> value) => limit.Remove(value.Count);

    public override void Show(in Firing<List<KeptTuple>> firing)
    {
        KeptTuple[] kept = ordersByTime ? [.. firing.Value.OrderBy(tuple => tuple.Time)] : [.. firing.Value]; // OrderBy keeps the order of equal ones
        var frame = new WindowFrame
        {
            Key = firing.Key.Key,
            Tuples = TuplesOf(kept),
            New = firing.IsRetraction ? [] : TuplesOf(kept.Where(tuple => !tuple.IsShown)),
            Expired = Expired(firing, kept),
            Start = WindowTime.Of(firing.Start),
            End = WindowTime.Of(firing.End),
            Pane = firing.Pane,
            IsRetraction = firing.IsRetraction,
        };
        foreach (var tuple in kept)
            tuple.IsShown = true;
        bolt.Execute(frame);
    }

    public override void Write(List<KeptTuple> value, EncodeBuffer target) => codec.Write(value, target);

    public override List<KeptTuple> Read(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var tuples = codec.Read(ref reader, bytes);
        for (var i = 0; i < tuples.Count; i++)
            limit.Add();
        return tuples;
    }

    public override void WriteKey(KeyEntry key, EncodeBuffer target) => codec.Write(key.LastShown ?? [], target);

    public override void ReadKey(KeyEntry key, ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        codec.BeginKey();
        key.LastShown = codec.Read(ref reader, bytes);
    }

    private StreamTuple[] Expired(in Firing<List<KeptTuple>> firing, KeptTuple[] kept)
    {
        if (!tellsExpired || firing.Pane.Timing != PaneTiming.OnTime || firing.IsRetraction)
            return [];
        var before = firing.Key.LastShown;
        firing.Key.LastShown = [.. kept];
        if (before is null or { Count: 0 })
            return [];
        var shown = kept.Select(tuple => tuple.Number).ToHashSet();
        return TuplesOf(before.Where(tuple => !shown.Contains(tuple.Number)));
    }

    private static StreamTuple[] TuplesOf(IEnumerable<KeptTuple> tuples) => [.. tuples.Select(tuple => tuple.Tuple)];
}
