using System.Globalization;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>What became of the tracked tuples of all spouts, and what all components did.</summary>
internal sealed record TupleTotals
{
    /// <value>Emits with an id, by spouts: the sum of the four below.</value>
    public long Tracked { get; init; }

    public long Acked { get; init; }

    /// <value>For another reason than time.</value>
    public long Failed { get; init; }

    public long TimedOut { get; init; }

    public long Pending { get; init; }

    /// <value>By all components, tracked or not.</value>
    public long Emitted { get; init; }

    public long Transferred { get; init; }

    public long Executed { get; init; }

    public bool AddsUp => Missing == 0;

    private long Missing => Tracked - Acked - Failed - TimedOut - Pending;

    public static TupleTotals Of(TopologyMetrics metrics) => new()
    {
        Tracked = metrics.Tracked,
        Acked = metrics.Acked,
        Failed = metrics.Failed,
        TimedOut = metrics.TimedOut,
        Pending = metrics.Pending,
        Emitted = metrics.Emitted,
        Transferred = metrics.Transferred,
        Executed = metrics.Executed,
    };

    /// <summary>For the final figures: every tracked emit is accounted for, or else it is said.</summary>
    public string TrackedSum()
    {
        var sum = Text($"tracked {Tracked} = acked {Acked} + failed {Failed} + timed out {TimedOut} + pending {Pending}");
        return AddsUp
            ? sum
            : sum + Text($"\n!!! THE TOTALS DO NOT ADD UP: {Math.Abs(Missing)} tracked tuples {(Missing > 0 ? "are missing" : "are too many")}. Please report it.");
    }

    /// <summary>For a running topology, whose counters are read one after the other and so may be a moment apart.</summary>
    public string TrackedList() => Text($"tracked {Tracked}: acked {Acked}, failed {Failed}, timed out {TimedOut}, pending {Pending}");

    public string AllComponents() => Text($"all components: emitted {Emitted}, transferred {Transferred}, executed {Executed}");

    // Without separators, so that a script can read the numbers.
    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
