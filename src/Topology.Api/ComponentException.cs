namespace Topology;

/// <summary>A component failed; the cause is the inner exception.</summary>
public sealed class ComponentException : TopologyException
{
    /// <summary>Wraps what user code threw, once.</summary>
    /// <param name="message">Names topology, component and task where known.</param>
    /// <param name="inner">What user code threw.</param>
    public ComponentException(string message, Exception inner) : base(message, inner) { }
}
