namespace Topology;

/// <summary>The tuples of one pane of a window. Immutable; may be kept, and keeps its tuples in memory then.</summary>
public sealed class WindowFrame
{
    /// <summary>The value of the window key's field; a <see cref="WindowKey"/> if there are several fields; null without a key.</summary>
    public Value Key { get; init; }

    /// <summary>What the pane shows, in order of event time; of arrival in a window of processing time and in a count window.</summary>
    public IReadOnlyList<StreamTuple> Tuples { get; init; } = [];

    /// <summary>Those of <see cref="Tuples"/> that no frame has shown before.</summary>
    public IReadOnlyList<StreamTuple> New { get; init; } = [];

    /// <summary>Sliding windows, tumbling ones included: what the frame before of the same key had shown and this one does not. Empty for a key that has had no tuple in
    /// any window in between, for sessions and for the global window.</summary>
    public IReadOnlyList<StreamTuple> Expired { get; init; } = [];

    /// <summary>UTC; the first moment that belongs to the window. The time of the first tuple for a count window; <see cref="DateTime.MinValue"/> for the global window.</summary>
    public DateTime Start { get; init; }

    /// <summary>UTC; the first moment after the window. The time of the last tuple for a count window; <see cref="DateTime.MaxValue"/> for the global window.</summary>
    public DateTime End { get; init; }

    /// <summary>Which of the window's panes it is.</summary>
    public Pane Pane { get; init; }

    /// <summary>Whether it takes back a pane that was shown before; only with <see cref="Accumulation.AccumulatingAndRetracting"/>.</summary>
    public bool IsRetraction { get; init; }
}

/// <summary>The aggregate of one pane of a window. Valid during the call only, if the accumulator can be changed.</summary>
/// <typeparam name="TAccumulator">What the bolt aggregates into.</typeparam>
public readonly struct WindowFrame<TAccumulator>
{
    /// <inheritdoc cref="WindowFrame.Key"/>
    public Value Key { get; init; }

    /// <summary>The aggregate of what the pane shows. Not to be changed: a later pane may be made of it.</summary>
    public TAccumulator Value { get; init; }

    /// <inheritdoc cref="WindowFrame.Start"/>
    public DateTime Start { get; init; }

    /// <inheritdoc cref="WindowFrame.End"/>
    public DateTime End { get; init; }

    /// <inheritdoc cref="WindowFrame.Pane"/>
    public Pane Pane { get; init; }

    /// <inheritdoc cref="WindowFrame.IsRetraction"/>
    public bool IsRetraction { get; init; }
}
