using System.Globalization;
using System.Text.Json;

namespace HashtagWindows;

/// <summary>A line of input: a tweet, or what is wrong with the line.</summary>
/// <param name="At">UTC.</param>
/// <param name="Text">What was written.</param>
/// <param name="Mistake">Null: it is a tweet.</param>
public sealed record Tweet(DateTime At, string Text, string? Mistake)
{
    /// <summary>Tokens of the text, split at single spaces, that start with # and are longer than one character, lower-cased by the invariant rules.</summary>
    public string[] Hashtags => [.. Text.Split(' ').Where(token => token.Length > 1 && token[0] == '#').Select(token => token.ToLowerInvariant())];

    /// <summary>Reads a JSON object with the strings "created_at", as 2014-05-01 00:00:00 in UTC, and "text".</summary>
    public static Tweet Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var text = document.RootElement.GetProperty("text").GetString() ?? "";
            var at = document.RootElement.GetProperty("created_at").GetString() ?? "";
            return DateTime.TryParseExact(at, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                ? new Tweet(time, text, null)
                : Wrong($"\"{at}\" is no time like 2014-05-01 00:00:00", line);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Wrong(error.Message, line);
        }
    }

    // Long enough to find the line, short enough for one line of a log.
    private static Tweet Wrong(string why, string line) =>
        new(default, "", $"Not a tweet: {why} The line: {(line.Length <= 120 ? line : line[..120] + "…")}");
}
