using System.Diagnostics.CodeAnalysis;

namespace Topology;

/// <summary>Values by key, as a dictionary. Enumerating it while it changes throws, as a dictionary does.</summary>
/// <remarks>To survive a change of the component's parallelism, its keys must be the keys by which the component's input is
/// grouped: an entry moves with its key to the task that gets the key's tuples.</remarks>
/// <typeparam name="TKey">A type that can be a grouping key: a string, a number, a date, a Guid, an enum, bytes, a tuple or list of these.</typeparam>
/// <typeparam name="TValue">Anything that can be sent to another worker.</typeparam>
public interface IKeyValueState<TKey, TValue> : IState, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    /// <summary>Keys there are.</summary>
    long Count { get; }

    /// <summary>The key's value, or the type's default.</summary>
    TValue? Get(TKey key);

    /// <summary>The key's value, if it has one.</summary>
    bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Sets the key's value.</summary>
    void Put(TKey key, TValue value);

    /// <summary>Removes the key; false if it was not there.</summary>
    bool Remove(TKey key);
}
