namespace Topology.Runtime.Checkpoints;

/// <summary>Notices that checkpoints grow: state that is never removed is the usual mistake. Pure; one thread.</summary>
public sealed class GrowthWatch
{
    /// <summary>Below this nobody needs to know: it is written in a second.</summary>
    public const long Small = 64L << 20; // bytes

    private long _known = Small / 2;

    /// <summary>Whether a checkpoint is worth a word: it is the first above <see cref="Small"/>, or twice as large as the last one that was.</summary>
    public bool HasGrown(long bytes)
    {
        if (bytes < 2 * _known)
            return false;
        _known = bytes;
        return true;
    }
}
