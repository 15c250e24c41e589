namespace Topology.Connectors;

/// <summary>How a <see cref="FileSink"/> writes.</summary>
public sealed record FileSinkOptions
{
    /// <summary>The size from which on a part is closed and the next begun.</summary>
    /// <value>Bytes, at least 1; default 128 MiB.</value>
    public long MaxPartBytes { get; init; } = 128L << 20;

    /// <summary>The end of the names of parts.</summary>
    /// <value>Default ".txt".</value>
    public string Extension { get; init; } = ".txt";

    /// <summary>After how many lines they are written to disk and their tuples acked. At least once only.</summary>
    /// <value>At least 1; default 1000.</value>
    public int SyncAfter { get; init; } = 1000;

    /// <summary>How long after its first line a part is published, if neither its size nor a tick does so before. Without transactions only.</summary>
    /// <value>More than zero, and less than the message time-out; default 5 s.</value>
    public TimeSpan PublishAfter { get; init; } = TimeSpan.FromSeconds(5);
}
