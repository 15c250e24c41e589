namespace Topology;

/// <summary>A topology's settings cannot be used; lists every mistake found, not only the first.</summary>
public sealed class TopologyConfigException : TopologyException
{
    /// <summary>Reports the mistakes together.</summary>
    /// <param name="mistakes">At least one, each a sentence; copied.</param>
    public TopologyConfigException(IEnumerable<string> mistakes)
        : this([.. mistakes])
    {
    }

    private TopologyConfigException(string[] mistakes)
        : base(MistakeList.Message("The topology's configuration is invalid", mistakes)) => Mistakes = mistakes;

    /// <summary>Each mistake on its own; the message lists the same ones.</summary>
    public IReadOnlyList<string> Mistakes { get; }
}
