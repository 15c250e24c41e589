namespace Topology.Runtime.Checkpoints;

/// <summary>What whoever drives a <see cref="CheckpointTracker"/> is to do.</summary>
public abstract record CheckpointEffect
{
    private CheckpointEffect()
    {
    }

    /// <summary>Have executors without input send the barrier.</summary>
    public sealed record Begin(long Checkpoint) : CheckpointEffect;

    /// <summary>Commit the manifest; then <see cref="CheckpointTracker.Committed"/> or <see cref="CheckpointTracker.Failed"/> is to follow.</summary>
    public sealed record Commit(CheckpointManifest Manifest) : CheckpointEffect;

    /// <summary>Tell every executor that it is complete.</summary>
    public sealed record Complete(CheckpointManifest Manifest) : CheckpointEffect;

    /// <summary>Tell every executor that it is given up.</summary>
    public sealed record Abort(long Checkpoint, string Reason) : CheckpointEffect;

    /// <summary>Delete older checkpoints, and pieces of no checkpoint.</summary>
    public sealed record Prune(IReadOnlyList<long> Checkpoints, long KeepPiecesAfter) : CheckpointEffect;

    /// <summary>Everybody has acted on a requested checkpoint's completion, or it has failed.</summary>
    /// <param name="Manifest">Null: it failed.</param>
    /// <param name="Reason">Why it failed.</param>
    public sealed record Answer(CheckpointManifest? Manifest, string? Reason) : CheckpointEffect;
}
