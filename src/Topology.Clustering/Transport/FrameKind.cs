namespace Topology.Clustering.Transport;

/// <summary>What a frame carries. The numbers are on the wire.</summary>
/// <remarks><code>frame = length:4  kind:1  payload</code> The length is the payload's.</remarks>
internal enum FrameKind : byte
{
    /// <summary>Nothing, to show that the link lives.</summary>
    Ping = 0,

    /// <summary>sender:varint receiver:varint, a message of a batch.</summary>
    Tuples = 1,

    /// <summary>sender:varint receiver:varint tuples:varint batches:varint.</summary>
    Credit = 2,

    /// <summary>acker:varint, acks.</summary>
    Acks = 3,

    /// <summary>spout:varint, acks.</summary>
    Answers = 4,

    /// <summary>spout:varint root:8.</summary>
    ResetTimeout = 5,

    /// <summary>A piece of a message that is larger than a frame: its kind and payload are cut into pieces, which follow one another.</summary>
    Chunk = 6,

    /// <summary>The last of these pieces.</summary>
    LastChunk = 7,
}
