using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>Looks the key of each element of a stream up in a table, which is the last value of each key of another stream.</summary>
internal sealed class TableJoinOperator<TKey, TIn, TRow, TOut>(
    Operator<KeyValuePair<TKey, TIn>> input, Operator<KeyValuePair<TKey, TRow>> table, string kind, bool isInner, Func<TIn, TRow?, TOut> join)
    : Operator<KeyValuePair<TKey, TOut>>(input.Program, kind, input, table)
    where TKey : notnull
{
    private const int TableInput = 1;

    public override Exchange Exchange => Exchange.Key;

    public override bool IsHead => true; // so that both inputs meet by key

    public override bool IsStateful => true;

    public override bool KeepsKeys => true;

    public override IEnumerable<string> Mistakes() => StateTypes.Mistake(typeof(TRow)) is { } mistake ? [$"{Shown}: {mistake}."] : [];

    public override TupleEntry CreateEntry(int input, TaskScope scope)
    {
        if (input == TableInput)
        {
            var store = new StoreStage();
            scope.NeedsState(context => store.Rows = Rows(context, scope));
            return new TupleEntry<KeyValuePair<TKey, TRow>>(store);
        }
        var lookUp = new LookUpStage(scope.MarkOf(this), isInner, join, CreateChain(scope));
        scope.NeedsState(context => lookUp.Rows = Rows(context, scope));
        return new TupleEntry<KeyValuePair<TKey, TIn>>(lookUp);
    }

    private IKeyValueState<TKey, TRow> Rows(TopologyContext context, TaskScope scope) => context.GetKeyValueState<TKey, TRow>(scope.NameOf(this));

    private sealed class LookUpStage(CallMark mark, bool isInner, Func<TIn, TRow?, TOut> join, Stage<KeyValuePair<TKey, TOut>> next) : Stage<KeyValuePair<TKey, TIn>>
    {
        public IKeyValueState<TKey, TRow> Rows = null!; // set before the first element

        public override void Push(KeyValuePair<TKey, TIn> element)
        {
            mark.Set();
            if (!Rows.TryGet(element.Key, out var row) && isInner)
                return;
            next.Push(new KeyValuePair<TKey, TOut>(element.Key, join(element.Value, row)));
        }
    }

    private sealed class StoreStage : Stage<KeyValuePair<TKey, TRow>>
    {
        public IKeyValueState<TKey, TRow> Rows = null!; // set before the first element

        public override void Push(KeyValuePair<TKey, TRow> element)
        {
            if (element.Value is null)
                Rows.Remove(element.Key);
            else
                Rows.Put(element.Key, element.Value);
        }
    }
}
