namespace Topology.Streams.Running;

/// <summary>A result of a window lies in its tuple in parts, so that none needs a serializer but the user's own.</summary>
internal sealed class WindowedEncoding<TKey, TValue>() : Encoding<Windowed<TKey, TValue>>(FieldNames.Key, FieldNames.Value, "start", "end", "pane", "flags")
{
    private const int TimingMask = 3;
    private const int First = 4;
    private const int Last = 8;
    private const int Retraction = 16;

    public override void Write(Windowed<TKey, TValue> element, Span<Value> values)
    {
        values[0] = Cell.Write(element.Key);
        values[1] = Cell.Write(element.Value);
        values[2] = element.Start;
        values[3] = element.End;
        values[4] = element.Pane.Index;
        values[5] = FlagsOf(element);
    }

    public override void Emit(Windowed<TKey, TValue> element, BasicOutputCollector output) => output.Emit(
        Cell.Write(element.Key), Cell.Write(element.Value), element.Start, element.End, element.Pane.Index, FlagsOf(element));

    public override Windowed<TKey, TValue> Read(StreamTuple tuple)
    {
        var flags = tuple.GetInt32(5);
        var pane = new Pane((PaneTiming)(flags & TimingMask), tuple.GetInt64(4), (flags & First) != 0, (flags & Last) != 0);
        return new(Cell.Read<TKey>(tuple[0]), Cell.Read<TValue>(tuple[1]), tuple.GetDateTime(2), tuple.GetDateTime(3), pane, (flags & Retraction) != 0);
    }

    private static int FlagsOf(Windowed<TKey, TValue> element) =>
        (int)element.Pane.Timing | (element.Pane.IsFirst ? First : 0) | (element.Pane.IsLast ? Last : 0) | (element.IsRetraction ? Retraction : 0);
}
