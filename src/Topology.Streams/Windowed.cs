namespace Topology.Streams;

/// <summary>The result of one pane of a window.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TValue">The results' type.</typeparam>
/// <param name="Key">The key; 0 for windows of a stream without keys.</param>
/// <param name="Value">The result.</param>
/// <param name="Start">UTC; the first moment of the window, or the time of its first element if it is counted.</param>
/// <param name="End">UTC; the first moment after it.</param>
/// <param name="Pane">Which of the window's results it is.</param>
/// <param name="IsRetraction">Whether it takes back an earlier one.</param>
public readonly record struct Windowed<TKey, TValue>(TKey Key, TValue Value, DateTime Start, DateTime End, Pane Pane, bool IsRetraction)
{
    /// <summary>The same window with another result.</summary>
    /// <param name="value">The result.</param>
    public Windowed<TKey, TResult> WithValue<TResult>(TResult value) => new(Key, value, Start, End, Pane, IsRetraction);
}
