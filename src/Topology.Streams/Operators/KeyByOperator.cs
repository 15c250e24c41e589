using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>Gives each element a key. Nothing moves until somebody needs the elements of a key in one task.</summary>
internal sealed class KeyByOperator<T, TKey, TValue>(Operator<T> input, Func<T, TKey> key, Func<T, TValue> value)
    : ChainOperator<T, KeyValuePair<TKey, TValue>>(input, "KeyBy")
    where TKey : notnull
{
    public override Stage<T> CreateStage(TaskScope scope) => new KeyByStage(this, key, value, CreateChain(scope));

    public override IEnumerable<string> Mistakes() => KeyTypes.Mistake(typeof(TKey)) is { } mistake ? [$"{Shown}: {mistake}"] : [];

    private sealed class KeyByStage(Operator owner, Func<T, TKey> key, Func<T, TValue> value, Stage<KeyValuePair<TKey, TValue>> next) : Stage<T>
    {
        public override void Push(T element)
        {
            KeyValuePair<TKey, TValue> pair;
            try
            {
                pair = new KeyValuePair<TKey, TValue>(
                    key(element) ?? throw new InvalidOperationException($"the key of the element {element} is null; filter such elements out with Where before"), value(element));
            }
            catch (Exception error) when (Blame.On(owner, error))
            {
                throw;
            }
            next.Push(pair);
        }
    }
}
