namespace Topology.Clustering.Packages;

/// <summary>What <c>topology describe</c> is to look at. Written to a file, since settings and arguments may hold secrets.</summary>
/// <param name="Folder">Where the package was unpacked.</param>
/// <param name="Assembly">A file name within it; null: the one that has a topology.</param>
/// <param name="Definition">The class or name to choose; null if there is only one.</param>
/// <param name="Arguments">For the definition.</param>
/// <param name="Settings">Win over the definition's.</param>
public sealed record DescribeSpec(
    string Folder, string? Assembly, string? Definition, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Settings);
