using System.Globalization;
using System.Text;
using Topology.Streams;

namespace HashtagWindows;

/// <summary>A ranking as it is printed.</summary>
public static class Table
{
    public static string Of(Windowed<int, KeyValuePair<string, long>[]> ranking)
    {
        var width = ranking.Value.Max(entry => entry.Key.Length); // a window without any has no ranking
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{ranking.Start:yyyy-MM-dd HH:mm:ss} to {ranking.End:HH:mm:ss}\n");
        foreach (var (hashtag, count) in ranking.Value)
            text.Append(CultureInfo.InvariantCulture, $"  {hashtag.PadRight(width)}  {count}\n");
        return text.ToString();
    }
}
