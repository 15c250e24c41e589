using System.Globalization;
using System.Runtime.InteropServices;
using Topology.LoadTest.Engine;

namespace Topology.LoadTest.Reports;

/// <summary>All that the reports say, whatever their form.</summary>
/// <param name="Target">Who was asked.</param>
/// <param name="Result">What was found.</param>
/// <param name="Checks">Against the thresholds.</param>
/// <param name="Machine">That of the generator.</param>
internal sealed record LoadReport(string Target, LoadResult Result, IReadOnlyList<ThresholdCheck> Checks, string Machine)
{
    public int Missed => Checks.Count(check => !check.IsMet);

    public string Verdict => Missed == 0 ? "All thresholds are met." : $"{Missed} of {Checks.Count} thresholds missed.";

    /// <summary>Name and value of each figure that is no latency.</summary>
    public IEnumerable<(string Name, string Value)> Facts()
    {
        yield return ("scenario", $"{Result.Scenario}: {Result.Description}");
        yield return ("target", Target);
        yield return ("started", Result.StartedAt.ToString("u", CultureInfo.InvariantCulture));
        yield return ("planned", Text($"{Result.Planned:N0} requests in {Result.Duration.TotalSeconds:N1} s, {Result.PlannedRate:N0}/s"));
        yield return ("achieved", Text($"{Result.Ok:N0} acked in {Result.Took.TotalSeconds:N1} s, {Result.AchievedRate:N0}/s"));
        yield return ("failed", Text($"{Result.Failed:N0}, of which not sent {Result.NotSent:N0}"));
        yield return ("resends", Text($"{Result.Resends:N0}"));
        yield return ("payload", Text($"{Result.Bytes / 1_000_000.0:N1} MB acked"));
        yield return ("generator", $"starts late by {Milliseconds(Result.StartDelay.P50)} ms (50 %), {Milliseconds(Result.StartDelay.P99)} ms (99 %), {Milliseconds(Result.StartDelay.Max)} ms (latest); {Machine}");
    }

    public static string ThisMachine() =>
        $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}";

    public static string Milliseconds(double value) => value.ToString("N3", CultureInfo.InvariantCulture);

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
