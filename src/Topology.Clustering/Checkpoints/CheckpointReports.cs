namespace Topology.Clustering.Checkpoints;

/// <summary>What everybody may see of a topology's checkpoints. Written by who coordinates them, read by any thread.</summary>
internal sealed class CheckpointReports
{
    private volatile CheckpointReport _report = new();
    private volatile object? _lastAt; // a DateTimeOffset

    public CheckpointReport ReadAt(DateTimeOffset now) => _report with { Age = _lastAt is DateTimeOffset at ? now - at : null };

    /// <summary>How they go now.</summary>
    /// <param name="report">Its age is left out.</param>
    /// <param name="lastAt">When the last one was complete; null: as before.</param>
    public void Show(CheckpointReport report, DateTimeOffset? lastAt)
    {
        _report = report;
        _lastAt = lastAt ?? _lastAt;
    }
}
