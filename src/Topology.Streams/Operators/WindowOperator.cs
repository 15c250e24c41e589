using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>An aggregate of each window of each key.</summary>
internal sealed class WindowOperator<TKey, TIn, TAccumulator, TResult>(
    Operator<KeyValuePair<TKey, TIn>> input, string kind, WindowSpec window, Aggregation<TIn, TAccumulator, TResult> aggregation)
    : Operator<Windowed<TKey, TResult>>(input.Program, kind, input)
    where TKey : notnull
{
    public const string LateStream = "late";

    public override Exchange Exchange => Exchange.Key;

    public override bool IsHead => true;

    public override bool IsStateful => true;

    public override bool TakesState => false; // a windowed bolt's own is all it has

    public WindowSpec Window => window;

    /// <summary>Whether somebody wants what comes too late.</summary>
    public bool HasLateStream { get; set; }

    public override IEnumerable<string> Mistakes() => StateTypes.Mistake(typeof(TAccumulator)) is { } mistake ? [$"{Shown}: {mistake}."] : [];

    public override Component CreateComponent(Segment segment) => new WindowStreamBolt<TKey, TIn, TAccumulator, TResult>(segment, this, aggregation);

    public override TupleEntry CreateEntry(int input, TaskScope scope) => throw new InvalidOperationException($"{Shown} gets windows, not tuples.");

    public override void Refine(BoltDeclarer declarer) => declarer.WithWindow(window with
    {
        KeyFields = [FieldNames.Key],
        LateStream = HasLateStream ? LateStream : null,
    });
}
