namespace Topology.Runtime.Windows;

/// <summary>Times of windows as dates.</summary>
internal static class WindowTime
{
    /// <summary>The date of UTC ticks; the first or last one there is, if they are beyond.</summary>
    public static DateTime Of(long ticks) => new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
}
