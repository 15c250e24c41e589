namespace Topology;

/// <summary>The base of the errors this library raises about a topology: its graph, its settings, its arguments or its run.</summary>
public class TopologyException : Exception
{
    /// <summary>An error without a cause.</summary>
    /// <param name="message">What is wrong and, where it can be said, what to do; shown to the user as it is.</param>
    public TopologyException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a cause.</summary>
    /// <param name="message">What is wrong and, where it can be said, what to do; shown to the user as it is.</param>
    /// <param name="innerException">The cause; may be null.</param>
    public TopologyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
