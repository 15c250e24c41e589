using System.Globalization;
using System.Text;

namespace HashtagTrends;

/// <summary>
/// The objects with the highest counts: at most a given number, count descending, then by key in ordinal order.
/// One thread.
/// </summary>
public sealed class Rankings
{
    private readonly int topN;
    private readonly List<Rankable> ranked = [];

    /// <exception cref="ArgumentException"><paramref name="topN"/> is not positive.</exception>
    public Rankings(int topN)
    {
        if (topN <= 0)
            throw new ArgumentException($"A ranking holds 1 entry or more, not {topN}.", nameof(topN));

        this.topN = topN;
    }

    public IReadOnlyList<Rankable> Entries => ranked;

    /// <summary>Enters a key, or replaces its count; a key with the count 0 stays until <see cref="PruneZeroCounts"/> or until it is pushed out.</summary>
    public void Update(string key, long count)
    {
        var old = ranked.FindIndex(entry => entry.Key == key);
        if (old >= 0)
            ranked.RemoveAt(old);

        var entry = new Rankable(key, count);
        var place = ranked.BinarySearch(entry);
        ranked.Insert(~place, entry); // never found: its key was taken out above
        if (ranked.Count > topN)
            ranked.RemoveAt(topN);
    }

    public void UpdateFrom(Rankings other)
    {
        foreach (var entry in other.ranked)
            Update(entry.Key, entry.Count);
    }

    public void PruneZeroCounts() => ranked.RemoveAll(entry => entry.Count == 0);

    /// <summary>A title and a line an entry; control characters in a key are shown as \uXXXX, so that a line stays a line.</summary>
    public string ToText(string title)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{title} (top {ranked.Count}):\n");
        var width = ranked.Count == 0 ? 0 : ranked.Max(entry => Printable(entry.Key).Length);
        foreach (var (key, count) in ranked)
            text.Append(CultureInfo.InvariantCulture, $"  {Printable(key).PadRight(width)}  {count}\n");
        return text.ToString();
    }

    private static string Printable(string key) => !key.Any(char.IsControl)
        ? key
        : string.Concat(key.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
}
