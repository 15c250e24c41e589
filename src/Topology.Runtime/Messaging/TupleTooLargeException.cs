namespace Topology.Runtime.Messaging;

/// <summary>A tuple has more bytes than may be sent to another worker.</summary>
public sealed class TupleTooLargeException : TopologyException
{
    /// <summary>Says how large it is.</summary>
    /// <param name="size">Bytes that it would need, at least.</param>
    /// <param name="limit">Bytes that it may have.</param>
    public TupleTooLargeException(long size, int limit)
        : base($"at least {size:N0} bytes, and the limit is {limit:N0}")
    {
        Size = size;
    }

    /// <summary>Names the tuple's stream.</summary>
    internal TupleTooLargeException(string component, string stream, TupleTooLargeException inner)
        : base($"A tuple of component \"{component}\", stream \"{stream}\" is too large for another worker: {inner.Message}.", inner)
    {
        Size = inner.Size;
    }

    /// <summary>Bytes that it would need, at least.</summary>
    public long Size { get; }
}
