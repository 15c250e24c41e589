namespace Topology.Clustering.Packages.Loading;

/// <summary>A topology's code cannot be loaded, or does not come to the graph it should.</summary>
public sealed class TopologyLoadException : TopologyException
{
    private TopologyLoadException(bool isUsageMistake, string message, Exception? inner)
        : base(message, inner) => IsUsageMistake = isUsageMistake;

    /// <summary>Whether another command line would have helped: a wrong file, no such definition, an assembly of another version. False: the code itself failed.</summary>
    public bool IsUsageMistake { get; }

    internal static TopologyLoadException Mistake(string message, Exception? inner = null) => new(isUsageMistake: true, message, inner);

    internal static TopologyLoadException Failed(string message, Exception? inner = null) => new(isUsageMistake: false, message, inner);
}
