namespace Topology;

/// <summary>An argument of a topology is missing, unknown or has a value that cannot be read.</summary>
public sealed class TopologyArgumentException : TopologyException
{
    /// <summary>Reports one argument.</summary>
    /// <param name="argument">Its name without dashes.</param>
    /// <param name="message">Names the argument, its value and what was expected.</param>
    public TopologyArgumentException(string argument, string message)
        : base(message) => Argument = argument;

    /// <summary>The argument's name without dashes.</summary>
    public string Argument { get; }
}
