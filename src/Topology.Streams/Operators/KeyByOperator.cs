using Topology.Streams.Planning;
using Topology.Streams.Running;

namespace Topology.Streams.Operators;

/// <summary>Gives each element a key. Nothing moves until somebody needs the elements of a key in one task.</summary>
internal sealed class KeyByOperator<T, TKey, TValue>(Operator<T> input, Func<T, TKey> key, Func<T, TValue> value)
    : ChainOperator<T, KeyValuePair<TKey, TValue>>(input, "KeyBy")
    where TKey : notnull
{
    public override Stage<T> CreateStage(TaskScope scope) => new KeyByStage(scope.MarkOf(this), key, value, CreateChain(scope));

    public override IEnumerable<string> Mistakes() => KeyTypes.Mistake(typeof(TKey)) is { } mistake ? [$"{Shown}: {mistake}"] : [];

    private sealed class KeyByStage(CallMark mark, Func<T, TKey> key, Func<T, TValue> value, Stage<KeyValuePair<TKey, TValue>> next) : Stage<T>
    {
        public override void Push(T element)
        {
            mark.Set();
            next.Push(new KeyValuePair<TKey, TValue>(key(element) ?? throw KeyByMistakes.Null(element), value(element)));
        }
    }
}

/// <summary>The same, with the whole element as the value.</summary>
internal sealed class KeyOperator<T, TKey>(Operator<T> input, Func<T, TKey> key) : ChainOperator<T, KeyValuePair<TKey, T>>(input, "KeyBy")
    where TKey : notnull
{
    public override Stage<T> CreateStage(TaskScope scope) => new KeyStage(scope.MarkOf(this), key, CreateChain(scope));

    public override IEnumerable<string> Mistakes() => KeyTypes.Mistake(typeof(TKey)) is { } mistake ? [$"{Shown}: {mistake}"] : [];

    private sealed class KeyStage(CallMark mark, Func<T, TKey> key, Stage<KeyValuePair<TKey, T>> next) : Stage<T>
    {
        public override void Push(T element)
        {
            mark.Set();
            next.Push(new KeyValuePair<TKey, T>(key(element) ?? throw KeyByMistakes.Null(element), element));
        }
    }
}

internal static class KeyByMistakes
{
    public static InvalidOperationException Null<T>(T element) => new($"the key of the element {element} is null; filter such elements out with Where before");
}
