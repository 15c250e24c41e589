namespace Topology.Clustering;

/// <summary>A piece of a worker's log.</summary>
/// <param name="Offset">Where in the log it begins, in bytes.</param>
/// <param name="Bytes">UTF-8 text, which may begin and end within a character; empty at the log's end.</param>
/// <param name="Length">Bytes of the whole log at that moment.</param>
public sealed record LogExcerpt(long Offset, ReadOnlyMemory<byte> Bytes, long Length);
