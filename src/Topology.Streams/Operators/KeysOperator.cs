using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>No value at all: it takes no room in a tuple.</summary>
internal readonly struct Nothing;

/// <summary>Leaves the values out for those who only count them, so that they do not travel.</summary>
internal sealed class KeysOperator<TKey, TValue>(Operator<KeyValuePair<TKey, TValue>> input)
    : ChainOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, Nothing>>(input, "Keys")
{
    public override bool KeepsKeys => true;

    public override Stage<KeyValuePair<TKey, TValue>> CreateStage(TaskScope scope) => new KeysStage(CreateChain(scope));

    private sealed class KeysStage(Stage<KeyValuePair<TKey, Nothing>> next) : Stage<KeyValuePair<TKey, TValue>>
    {
        public override void Push(KeyValuePair<TKey, TValue> element) => next.Push(new KeyValuePair<TKey, Nothing>(element.Key, default));
    }
}
