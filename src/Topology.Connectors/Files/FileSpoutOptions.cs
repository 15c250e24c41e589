namespace Topology.Connectors;

/// <summary>How a <see cref="FileSpout"/> reads.</summary>
public sealed record FileSpoutOptions
{
    /// <summary>Whether it goes on at the end of a file when that grows, and so never completes. A last line without a newline is then waited for.</summary>
    /// <value>Default false: a file ends at its end, and its last line needs no newline.</value>
    public bool Follow { get; init; }

    /// <summary>Whether each tuple also has the fields "file", the path as it was given or found, and "offset", the line's position in bytes.</summary>
    /// <value>Default false: "line" only.</value>
    public bool WithOrigin { get; init; }

    /// <summary>The longest line, its end not counted; a longer one is an error.</summary>
    /// <value>Bytes, 1 … 1 GiB; default 1 MiB.</value>
    public int MaxLineBytes { get; init; } = 1 << 20;

    /// <summary>How often one line is emitted at most, if it fails each time; then it is reported and left out. At least once only.</summary>
    /// <value>At least 1; default: without limit.</value>
    public int MaxEmits { get; init; } = int.MaxValue;
}
