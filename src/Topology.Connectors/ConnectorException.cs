namespace Topology.Connectors;

/// <summary>A source or a sink cannot go on: what it reads or writes is not as it must be. The message names component, task and place, and says what to do.</summary>
public sealed class ConnectorException : TopologyException
{
    /// <summary>An error with or without a cause.</summary>
    /// <param name="message">What is wrong, where, and what to do; shown to the user as it is.</param>
    /// <param name="innerException">The cause; may be null.</param>
    public ConnectorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
