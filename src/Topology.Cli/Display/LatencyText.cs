using System.Globalization;

namespace Topology.Cli.Display;

/// <summary>A duration with its unit, three digits at most: 12.3 µs, 4.56 ms, 1.2 s, 3m 05s.</summary>
internal static class LatencyText
{
    public static string Of(TimeSpan value)
    {
        if (value < TimeSpan.FromMilliseconds(1))
            return Rounded(value.TotalMicroseconds) + " µs";
        if (value < TimeSpan.FromSeconds(1))
            return Rounded(value.TotalMilliseconds) + " ms";
        if (value < TimeSpan.FromMinutes(2))
            return Rounded(value.TotalSeconds) + " s";
        return string.Create(CultureInfo.InvariantCulture, $"{(long)value.TotalMinutes}m {value.Seconds:00}s");
    }

    private static string Rounded(double value) => value.ToString(
        value switch { < 9.995 => "0.##", < 99.95 => "0.#", _ => "0" }, CultureInfo.InvariantCulture);
}
