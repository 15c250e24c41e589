namespace Topology.Runtime.Messaging;

/// <summary>How large what is sent to another worker may get. Both sides of a link must have the same.</summary>
/// <remarks>
/// A frame is what the reading side must have in memory before it decodes anything, so it bounds a link's receive buffer. A full
/// batch of ordinary tuples has about 10 KB: frames only end early for large ones. A larger message – necessarily one tuple, as
/// batches are divided between tuples – is cut into chunks and gathered again; its limit bounds what one tuple can make
/// the other worker allocate.
/// </remarks>
public sealed record CodecLimits
{
    /// <summary>Most bytes of an encoded batch's header and one run's header, apart from the names of streams, which are bounded by
    /// <see cref="MaxStreamBytes"/>.</summary>
    internal const int HeaderBytes = 64;

    /// <summary>Most bytes of a stream's name.</summary>
    internal const int MaxStreamBytes = 4096;

    /// <summary>Most bytes of a frame.</summary>
    /// <value>1 MiB.</value>
    public int MaxFrameBytes { get; init; } = 1 << 20;

    /// <summary>Most bytes of one encoded tuple.</summary>
    /// <value>16 MiB.</value>
    public int MaxTupleBytes { get; init; } = 16 << 20;

    /// <summary>Most bytes of a message gathered from chunks: one tuple of greatest size and what belongs to it.</summary>
    public int MaxMessageBytes => Math.Max(MaxFrameBytes, MaxTupleBytes + HeaderBytes + MaxStreamBytes);
}
