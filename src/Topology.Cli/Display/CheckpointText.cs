using System.Globalization;
using Topology.Clustering;

namespace Topology.Cli.Display;

/// <summary>How a run's checkpoints go, in a line. Empty for a topology that takes none.</summary>
internal static class CheckpointText
{
    private const int StuckAfter = 10; // seconds: ten intervals by default

    /// <summary>While it runs; begins with "; ", to follow the status.</summary>
    public static string Now(CheckpointReport report)
    {
        if (report.FailedInARow > 0)
            return string.Create(CultureInfo.InvariantCulture, $"; {report.FailedInARow} checkpoints failed: {report.LastFailure}");
        if (report.LastId is not { } id || report.Age is not { } age)
            return "";
        var waits = report.WaitingForTasks.Count > 0 && age.TotalSeconds > StuckAfter ? $", the next waits for {string.Join(", ", report.WaitingForTasks)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"; checkpoint {id} {LatencyText.Of(age)} old{waits}");
    }

    /// <summary>At the end; a line of its own.</summary>
    public static string Total(CheckpointReport report) => report.Completed + report.Failed == 0
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"checkpoints: {report.Completed} completed, {report.Failed} failed; the last took {LatencyText.Of(report.Duration)}, wrote {report.WrittenBytes} of {report.Bytes} bytes, "
            + $"waited at most {LatencyText.Of(report.Aligning)} for barriers, stopped the flow for {LatencyText.Of(report.Copying)}{Failure(report)}\n");

    private static string Failure(CheckpointReport report) => report.LastFailure is { } failure ? $"; last failure: {failure}" : "";
}
