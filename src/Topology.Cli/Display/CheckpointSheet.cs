using System.Globalization;
using Topology.Clustering;
using Topology.Runtime.Checkpoints;

namespace Topology.Cli.Display;

/// <summary>Checkpoints as a sheet.</summary>
internal static class CheckpointSheet
{
    public static Sheet Of(IEnumerable<CheckpointManifest> manifests) => new(
        [new("id", true), new("completed"), new("took ms", true), new("bytes", true), new("tasks", true), new("states")],
        [.. manifests.Select(manifest => (string[])
        [
            manifest.Id.ToString(CultureInfo.InvariantCulture),
            manifest.Damage is null ? AgeText.Moment(manifest.CompletedAt) : "damaged",
            Number((manifest.CompletedAt - manifest.StartedAt).TotalMilliseconds),
            Number(manifest.Bytes),
            Number(manifest.Tasks.Count),
            string.Join(", ", manifest.Tasks.SelectMany(task => task.Pieces.Select(piece => $"{task.Component}.{piece.State}")).Distinct()),
        ])]);

    /// <summary>How they go.</summary>
    public static Sheet Of(CheckpointReport report)
    {
        List<string[]> rows =
        [
            ["last", report.LastId is { } last ? $"{last}, {report.Age?.TotalSeconds:N1} s ago" : "none"],
            ["took", $"{Number(report.Duration.TotalMilliseconds)} ms, {Number(report.Aligning.TotalMilliseconds)} ms of it for barriers, {Number(report.Copying.TotalMilliseconds)} ms for the longest copy"],
            ["bytes", $"{Number(report.Bytes)}, {Number(report.WrittenBytes)} of them written"],
            ["completed", Number(report.Completed)],
            ["failed", report.Failed == 0 ? "0" : $"{Number(report.Failed)}, {report.FailedInARow} in a row; the last: {report.LastFailure}"],
        ];
        if (report.Running is { } running)
            rows.Add(["under way", report.WaitingForTasks.Count == 0 ? $"{running}" : $"{running}, waits for {string.Join(", ", report.WaitingForTasks)}"]);
        return new Sheet([new(""), new("")], rows);
    }

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
