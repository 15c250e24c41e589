using Topology.Runtime.Messaging;

namespace Topology.Runtime.Windows;

/// <summary>A pane that is to be shown.</summary>
internal readonly struct Firing<T>
{
    public required KeyEntry Key { get; init; }

    public required T Value { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long Start { get; init; }

    /// <summary>UTC ticks, exclusive; of a count window the time of its last tuple.</summary>
    public required long End { get; init; }

    public required Pane Pane { get; init; }

    public bool IsRetraction { get; init; }
}

/// <summary>What windows keep, and what becomes of it. One thread.</summary>
/// <typeparam name="T">An accumulator of the bolt, or a list of tuples.</typeparam>
internal abstract class WindowContents<T>
{
    /// <summary>Whether <see cref="Merge"/> costs as much as what is merged has tuples: then nothing is merged ahead.</summary>
    public virtual bool IsList => false;

    public virtual bool CanSubtract => false;

    public abstract T Create();

    public abstract T Add(T value, WindowInput input);

    /// <summary>Adds a tuple to something that nobody keeps.</summary>
    public virtual T AddAgain(T value, WindowInput input) => Add(value, input);

    /// <summary>May change the left one, never the right one.</summary>
    public abstract T Merge(T left, T right);

    /// <summary>May change the total, not what leaves it.</summary>
    public virtual T Subtract(T total, T leaving) => throw new NotSupportedException();

    /// <summary>One that does not change with the original.</summary>
    public T Copy(T value) => Merge(Create(), value);

    /// <summary>Nobody keeps it any more.</summary>
    public virtual void Release(T value) { }

    /// <summary>Calls the bolt.</summary>
    public abstract void Show(in Firing<T> firing);

    public abstract void Write(T value, EncodeBuffer target);

    public abstract T Read(ref WireReader reader, ReadOnlyMemory<byte> bytes);

    /// <summary>Writes what is kept of a key beside its windows.</summary>
    public virtual void WriteKey(KeyEntry key, EncodeBuffer target) { }

    /// <summary>Reads it; comes before the key's values.</summary>
    public virtual void ReadKey(KeyEntry key, ref WireReader reader, ReadOnlyMemory<byte> bytes) { }
}

/// <summary>Shows panes.</summary>
internal interface IWindowOutput<T>
{
    /// <summary>Shows a pane.</summary>
    /// <param name="firing">The pane.</param>
    /// <param name="holds">New inputs of it, to which what it emits is anchored, are in these; entries may be null. They are marked as shown.</param>
    void Show(in Firing<T> firing, ReadOnlySpan<HoldList?> holds);
}
