using System.Text.Json;

namespace HashtagTrends;

/// <summary>
/// What a hashtag is: a token of the text, split at single spaces (U+0020), that starts with <c>#</c> and has at least
/// one more character, lower-cased by the invariant rules. Nothing is trimmed: <c>#a,</c> and <c>#a</c> differ.
/// </summary>
public static class Hashtags
{
    /// <summary>The hashtags of a text, in order, repeated ones repeated.</summary>
    public static IEnumerable<string> In(string text) =>
        text.Split(' ').Where(token => token.Length > 1 && token[0] == '#').Select(token => token.ToLowerInvariant());

    /// <summary>The text of a tweet given as one JSON object.</summary>
    /// <exception cref="FormatException">The line is not JSON, not an object, or has no string "text".</exception>
    public static string TextOf(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("text", out var text)
                && text.ValueKind == JsonValueKind.String)
                return text.GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"Not a tweet in JSON: {e.Message} The line: {Shortened(json)}", e);
        }

        throw new FormatException($"A tweet must be a JSON object with a string \"text\". The line: {Shortened(json)}");
    }

    // Long enough to find the line, short enough for one line of a log.
    private static string Shortened(string line) => line.Length <= 120 ? line : line[..120] + "…";
}
