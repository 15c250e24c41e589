using Topology;
using Topology.Streams;

namespace TemperatureSensors;

/// <summary>The rows of the printed table.</summary>
public static class Rows
{
    public static string OfMinute(Windowed<string, Summary> minute) => FormattableString.Invariant(
        $"minute   {minute.Key,-8} {minute.Start:HH:mm}  average {minute.Value.Average,5:F1}  min {minute.Value.Least,5:F1}  max {minute.Value.Greatest,5:F1}  of {minute.Value.Count}{(minute.Pane.Timing == PaneTiming.Late ? "  (corrected)" : "")}\n");

    public static string OfAlert(Windowed<string, Summary> minute) => FormattableString.Invariant($"ALERT    {minute.Key,-8} {minute.Start:HH:mm}  average {minute.Value.Average,5:F1}\n");

    public static string OfSession(Windowed<string, long> session) => FormattableString.Invariant($"session  {session.Key,-8} {session.Start:HH:mm:ss} to {session.End:HH:mm:ss}  {session.Value} readings\n");
}
