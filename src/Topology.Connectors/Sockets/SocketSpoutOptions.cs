namespace Topology.Connectors;

/// <summary>How a <see cref="SocketSpout"/> receives.</summary>
public sealed record SocketSpoutOptions
{
    /// <summary>Whether the sender is told how many lines are safe: "ack n" and a newline, where n counts all lines since the log began, when a connection begins and after each write to the log.</summary>
    /// <value>Default false. When set, a sender goes on with line n + 1 after each connect, and nothing is lost or doubled between it and the log.</value>
    public bool Acknowledge { get; init; }

    /// <summary>The size from which on a segment of the log is closed and the next begun.</summary>
    /// <value>Bytes, at least 1; default 64 MiB.</value>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>How far the log may be ahead of what was emitted before nothing is read from the socket.</summary>
    /// <value>Bytes, at least 1; default 256 MiB. What was read in one go comes on top.</value>
    public long MaxAheadBytes { get; init; } = 256L << 20;

    /// <summary>The longest line, its end not counted; a longer one ends the connection and is reported.</summary>
    /// <value>Bytes, 1 … 1 GiB; default 1 MiB.</value>
    public int MaxLineBytes { get; init; } = 1 << 20;

    /// <summary>How often one line is emitted at most, if it fails each time; then it is reported and left out. At least once only.</summary>
    /// <value>At least 1; default: without limit.</value>
    public int MaxEmits { get; init; } = int.MaxValue;

    /// <summary>The pause after the first failure to connect, to stay connected, or to write to the log; it doubles until something succeeds.</summary>
    /// <value>More than zero; default 100 ms.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause.</summary>
    /// <value>At least <see cref="FirstPause"/>; default 10 s.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);
}
