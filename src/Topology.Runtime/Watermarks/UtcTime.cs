namespace Topology.Runtime.Watermarks;

/// <summary>Dates as ticks of UTC. Pure.</summary>
internal static class UtcTime
{
    private const long FirstMillisecond = -62_135_596_800_000; // of DateTime, since 1970-01-01
    private const long LastMillisecond = 253_402_300_799_999;

    /// <summary>A local date is converted, one of no kind is taken as UTC.</summary>
    public static long TicksOf(DateTime date) => date.Kind == DateTimeKind.Local ? date.ToUniversalTime().Ticks : date.Ticks;

    /// <summary>Reads a date, or an integer as milliseconds since 1970-01-01.</summary>
    public static bool TryRead(in Value value, out long ticks)
    {
        if (value.TryGetInt64(out var milliseconds))
        {
            var isDate = milliseconds is >= FirstMillisecond and <= LastMillisecond;
            ticks = isDate ? DateTime.UnixEpoch.Ticks + milliseconds * TimeSpan.TicksPerMillisecond : 0;
            return isDate;
        }
        var hasDate = value.TryGetDateTime(out var date);
        ticks = hasDate ? TicksOf(date) : 0;
        return hasDate;
    }

    /// <summary>A watermark as user code sees it; null for none.</summary>
    public static DateTime? ToDate(long watermark) =>
        watermark <= 0 ? null : watermark >= DateTime.MaxValue.Ticks ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : new DateTime(watermark, DateTimeKind.Utc);
}
