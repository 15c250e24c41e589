using System.Globalization;

namespace Topology.Cli.Graphs;

/// <summary>The consecutive task ids of one component.</summary>
internal readonly record struct TaskRange(int First, int Count)
{
    public IEnumerable<int> Ids => Enumerable.Range(First, Count);

    public override string ToString() => Count == 1
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{First + Count - 1}");
}
