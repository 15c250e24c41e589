using System.Globalization;

namespace Topology.Cli.Display;

/// <summary>How long something has lasted, in its two largest units: 12s, 3m 05s, 2h 07m, 4d 03h; and moments.</summary>
internal static class AgeText
{
    public static string Of(TimeSpan age)
    {
        var (days, hours, minutes, seconds) = ((int)age.TotalDays, age.Hours, age.Minutes, age.Seconds);
        FormattableString text = age switch
        {
            { TotalMinutes: < 1 } => $"{Math.Max(seconds, 0)}s",
            { TotalHours: < 1 } => $"{minutes}m {seconds:00}s",
            { TotalDays: < 1 } => $"{hours}h {minutes:00}m",
            _ => $"{days}d {hours:00}h",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>In UTC: logs of several hosts are compared.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
