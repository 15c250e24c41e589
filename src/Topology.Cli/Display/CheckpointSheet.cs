using System.Globalization;
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

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
