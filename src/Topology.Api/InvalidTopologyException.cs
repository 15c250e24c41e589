namespace Topology;

/// <summary>A topology's graph cannot run; lists every mistake found, not only the first.</summary>
public sealed class InvalidTopologyException : TopologyException
{
    /// <summary>Reports the mistakes together.</summary>
    /// <param name="mistakes">At least one, each a sentence; copied.</param>
    public InvalidTopologyException(IEnumerable<string> mistakes)
        : this([.. mistakes])
    {
    }

    private InvalidTopologyException(string[] mistakes)
        : base(MistakeList.Message("The topology is invalid", mistakes)) => Mistakes = mistakes;

    /// <summary>Each mistake on its own; the message lists the same ones.</summary>
    public IReadOnlyList<string> Mistakes { get; }
}
