namespace Topology.Clustering;

/// <summary>The configuration of a node cannot be used; lists every mistake found, not only the first.</summary>
public sealed class NodeConfigException : TopologyException
{
    /// <summary>Reports the mistakes together.</summary>
    /// <param name="mistakes">At least one, each a sentence; copied.</param>
    public NodeConfigException(IEnumerable<string> mistakes)
        : this([.. mistakes])
    {
    }

    private NodeConfigException(string[] mistakes)
        : base(MistakeList.Message("The node's configuration is invalid", mistakes)) => Mistakes = mistakes;

    /// <summary>Each mistake on its own; the message lists the same ones.</summary>
    public IReadOnlyList<string> Mistakes { get; }
}
