using System.Globalization;

namespace ClickSessions;

/// <summary>A user opened a page.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="User">Who.</param>
/// <param name="Page">Which.</param>
public sealed record Click(DateTime At, string User, string Page)
{
    /// <summary>Reads a line of three fields with commas between.</summary>
    /// <exception cref="FormatException">It is none: the run stops and says which operator could not read which line.</exception>
    public static Click Parse(string line) => line.Split(',') is [var at, var user, var page]
        ? new Click(DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal), user, page)
        : throw new FormatException($"A click has a time, a user and a page: {line}");
}
