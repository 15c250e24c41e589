namespace Topology.Engine;

/// <summary>State by key that lies in memory: whoever reads a value and puts its successor finds the key once. The executor's thread.</summary>
internal interface IStateCells<TKey, TValue>
    where TKey : notnull
{
    /// <summary>The cell of a key; a null reference if it has no value. Good until anything else is done with the state.</summary>
    ref StateCell<TValue> Find(TKey key);

    /// <summary>Puts the successor of a value that was found.</summary>
    /// <param name="cell">What <see cref="Find"/> has returned.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">The new value.</param>
    void Change(ref StateCell<TValue> cell, TKey key, TValue value);
}

/// <summary>A value by key.</summary>
internal struct StateCell<TValue>
{
    public TValue? Value;
    public int Epoch; // of its last change; the state's own
}
