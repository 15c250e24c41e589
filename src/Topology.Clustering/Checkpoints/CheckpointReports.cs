namespace Topology.Clustering.Checkpoints;

/// <summary>What everybody may see of a topology's checkpoints. Written by who coordinates them, read by any thread.</summary>
internal sealed class CheckpointReports
{
    private volatile CheckpointReport _last = new();

    /// <summary>How they go; its age is left out.</summary>
    public CheckpointReport Last
    {
        get => _last;
        set => _last = value;
    }

    /// <summary>How they go, with the age of the last one.</summary>
    public CheckpointReport ReadAt(DateTimeOffset now)
    {
        var last = Last;
        return last with { Age = now < last.LastAt ? TimeSpan.Zero : now - last.LastAt }; // the clock may have been set back
    }
}
