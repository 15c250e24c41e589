using System.Globalization;
using System.Text.RegularExpressions;

namespace Topology.Cli.Tests.Support;

/// <summary>The line of totals, read back from what a run printed.</summary>
internal sealed partial record TrackedTotals(long Tracked, long Acked, long Failed, long TimedOut, long Pending)
{
    /// <summary>The totals of the one line there must be; they must add up.</summary>
    public static TrackedTotals Check(string output)
    {
        var numbers = Assert.Single(Line().Matches(output)).Groups.Values.Skip(1)
            .Select(group => long.Parse(group.Value, CultureInfo.InvariantCulture)).ToArray();
        var totals = new TrackedTotals(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);

        Assert.Equal(totals.Tracked, totals.Acked + totals.Failed + totals.TimedOut + totals.Pending);
        Assert.DoesNotContain("DO NOT ADD UP", output);
        return totals;
    }

    [GeneratedRegex(@"^tracked (\d+) = acked (\d+) \+ failed (\d+) \+ timed out (\d+) \+ pending (\d+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
