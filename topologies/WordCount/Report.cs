using System.Globalization;
using System.Text;

namespace WordCount;

/// <summary>The printed report: the most frequent words, count descending, then by word in ordinal order.</summary>
public static class Report
{
    public static string Text(IReadOnlyDictionary<string, long> counts, int top)
    {
        var first = counts
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(top)
            .ToList();
        var width = first.Count == 0 ? 0 : first.Max(entry => entry.Key.Length);

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Top {first.Count} of {counts.Count} words ({counts.Values.Sum()} in all):\n");
        foreach (var (word, count) in first)
            text.Append(CultureInfo.InvariantCulture, $"  {word.PadRight(width)}  {count}\n");
        return text.ToString();
    }
}
