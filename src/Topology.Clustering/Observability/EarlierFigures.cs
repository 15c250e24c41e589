namespace Topology.Clustering.Observability;

/// <summary>What a topology's former engines have counted and kept. Immutable once made.</summary>
/// <param name="Totals">By component.</param>
/// <param name="Errors">Oldest first.</param>
internal sealed record EarlierFigures(IReadOnlyDictionary<string, ComponentTotals> Totals, IReadOnlyList<ComponentError> Errors)
{
    /// <summary>There was no engine before.</summary>
    public static EarlierFigures None { get; } = new(new Dictionary<string, ComponentTotals>(), []);
}
