using System.Diagnostics.CodeAnalysis;

namespace HashtagTrends;

/// <summary>
/// The lines of one spout task that have been emitted and not yet acknowledged, and of these the ones to emit again.
/// Bounded by topology.max.spout.pending. One thread.
/// </summary>
internal sealed class InFlightLines
{
    /// <summary>A line that failed this often will fail for ever, and is given up.</summary>
    public const int MaxAttempts = 5;

    private readonly Dictionary<long, (string Text, int Attempts)> lines = [];
    private readonly Queue<long> replays = new();
    private long nextId;

    public bool IsEmpty => lines.Count == 0;

    /// <summary>Enters a new line, before it is emitted: with 0 ackers its Ack comes from within the emit.</summary>
    public long Add(string text)
    {
        lines.Add(nextId, (text, 1));
        return nextId++;
    }

    public bool TryTakeReplay(out long id, [NotNullWhen(true)] out string? text)
    {
        text = replays.TryDequeue(out id) ? lines[id].Text : null;
        return text is not null;
    }

    public void Acked(long id) => lines.Remove(id);

    /// <returns>False when the line is given up.</returns>
    public bool Failed(long id)
    {
        if (!lines.TryGetValue(id, out var line))
            return true;

        if (line.Attempts == MaxAttempts)
        {
            lines.Remove(id);
            return false;
        }

        lines[id] = (line.Text, line.Attempts + 1);
        replays.Enqueue(id);
        return true;
    }
}
