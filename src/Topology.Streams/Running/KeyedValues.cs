using System.Runtime.CompilerServices;
using Topology.Engine;

namespace Topology.Streams.Running;

/// <summary>What an operator keeps by key: read, and its successor put, mostly with one look for the key. The executor's thread.</summary>
internal sealed class KeyedValues<TKey, TValue>(IKeyValueState<TKey, TValue> state)
    where TKey : notnull
{
    private readonly IStateCells<TKey, TValue>? _cells = state as IStateCells<TKey, TValue>; // null: it does not lie in memory

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The default if there is none.</param>
    /// <param name="isThere">Whether there is one.</param>
    /// <returns>For <see cref="Put"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref StateCell<TValue> Find(TKey key, out TValue? value, out bool isThere)
    {
        if (_cells is null)
        {
            isThere = state.TryGet(key, out value);
            return ref Unsafe.NullRef<StateCell<TValue>>();
        }
        ref var cell = ref _cells.Find(key);
        isThere = !Unsafe.IsNullRef(ref cell);
        value = isThere ? cell.Value : default;
        return ref cell;
    }

    /// <summary>Puts a value; nothing else was done with the state since it was found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(ref StateCell<TValue> cell, TKey key, TValue value)
    {
        if (Unsafe.IsNullRef(ref cell))
            state.Put(key, value);
        else
            _cells!.Change(ref cell, key, value); // there are, or there would be no cell
    }

    /// <summary>Ends a value.</summary>
    public void Remove(TKey key) => state.Remove(key);
}
