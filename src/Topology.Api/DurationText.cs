using System.Globalization;

namespace Topology;

/// <summary>Durations as people write them: a number, with a unit or in a unit that the place implies.</summary>
internal static class DurationText
{
    public const string Forms = "a number with ms, s, m or h";

    /// <param name="text">Such as 30, 1.5, 500ms, 30s, 2m or 1h; not negative.</param>
    /// <param name="unit">The unit of a bare number; null: a bare number is refused.</param>
    /// <param name="result">The duration, exact to 100 ns.</param>
    public static bool TryParse(string text, TimeSpan? unit, out TimeSpan result)
    {
        result = default;
        var number = text.AsSpan().Trim();
        (string Suffix, TimeSpan Unit)[] units =
        [
            ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)),
            ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)),
        ];
        foreach (var (suffix, each) in units)
        {
            if (!number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            number = number[..^suffix.Length].TrimEnd();
            unit = each;
            break;
        }
        if (unit is not { } used
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || count > (decimal)long.MaxValue / used.Ticks)
        {
            return false;
        }
        result = new TimeSpan((long)(count * used.Ticks));
        return true;
    }

    /// <summary>The duration as a bare number of units; exact.</summary>
    public static string Format(TimeSpan value, TimeSpan unit) =>
        ((decimal)value.Ticks / unit.Ticks).ToString("0.##########", CultureInfo.InvariantCulture);
}
