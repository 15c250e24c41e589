namespace Topology.Runtime.Observability;

/// <summary>An error as kept.</summary>
public sealed record LoggedError(DateTimeOffset Time, string Component, int Task, string Message, string Detail);

/// <summary>The last errors of each component. Thread-safe; errors are rare.</summary>
/// <remarks>Of each component, so many are kept in each interval and the last ten in all: a bolt that throws on every
/// tuple neither fills the memory nor hides another's errors.</remarks>
public sealed class ErrorLog(int maxPerInterval, TimeSpan interval, TimeProvider time)
{
    /// <summary>Errors kept of each component.</summary>
    public const int Kept = 10;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Notes an error; true if it was kept.</summary>
    public bool Add(string component, int task, Exception error)
    {
        var now = time.GetUtcNow();
        lock (_entries)
        {
            if (!_entries.TryGetValue(component, out var entry))
                _entries.Add(component, entry = new Entry { IntervalStart = now });
            entry.Count++;
            if (now - entry.IntervalStart > interval)
            {
                entry.IntervalStart = now;
                entry.InInterval = 0;
            }
            if (++entry.InInterval > maxPerInterval)
                return false;
            if (entry.Errors.Count == Kept)
                entry.Errors.Dequeue();
            entry.Errors.Enqueue(new LoggedError(now, component, task, FirstLine(error.Message), error.ToString()));
            return true;
        }
    }

    /// <summary>Errors of a component so far, those not kept included.</summary>
    public long CountOf(string component)
    {
        lock (_entries)
            return _entries.TryGetValue(component, out var entry) ? entry.Count : 0;
    }

    /// <summary>The errors kept, oldest first.</summary>
    public IReadOnlyList<LoggedError> ToList()
    {
        lock (_entries)
            return [.. _entries.Values.SelectMany(entry => entry.Errors).OrderBy(error => error.Time)];
    }

    private static string FirstLine(string message) => message.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? message[..end] : message;

    private sealed class Entry
    {
        public readonly Queue<LoggedError> Errors = new();
        public DateTimeOffset IntervalStart;
        public int InInterval;
        public long Count;
    }
}
