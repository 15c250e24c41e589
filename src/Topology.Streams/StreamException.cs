namespace Topology.Streams;

/// <summary>A function given to a stream's operator threw: names the operator; the cause is the inner exception.</summary>
public sealed class StreamException : TopologyException
{
    /// <summary>Made by the library.</summary>
    /// <param name="message">Which operator of which component, and what it said.</param>
    /// <param name="innerException">What the function threw.</param>
    public StreamException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
