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
                    key(element) ?? throw KeyByMistakes.Null(element), value(element));
            }
            catch (Exception error) when (Blame.On(owner, error))
            {
                throw;
            }
            next.Push(pair);
        }
    }
}

/// <summary>The same, with the whole element as the value.</summary>
internal sealed class KeyOperator<T, TKey>(Operator<T> input, Func<T, TKey> key) : ChainOperator<T, KeyValuePair<TKey, T>>(input, "KeyBy")
    where TKey : notnull
{
    public override Stage<T> CreateStage(TaskScope scope) => new KeyStage(this, key, CreateChain(scope));

    public override IEnumerable<string> Mistakes() => KeyTypes.Mistake(typeof(TKey)) is { } mistake ? [$"{Shown}: {mistake}"] : [];

    private sealed class KeyStage(Operator owner, Func<T, TKey> key, Stage<KeyValuePair<TKey, T>> next) : Stage<T>
    {
        public override void Push(T element)
        {
            TKey found;
            try
            {
                found = key(element) ?? throw KeyByMistakes.Null(element);
            }
            catch (Exception error) when (Blame.On(owner, error))
            {
                throw;
            }
            next.Push(new KeyValuePair<TKey, T>(found, element));
        }
    }
}

internal static class KeyByMistakes
{
    public static InvalidOperationException Null<T>(T element) => new($"the key of the element {element} is null; filter such elements out with Where before");
}
