namespace Topology;

/// <summary>How one setting is written as text.</summary>
/// <param name="Name">The key.</param>
/// <param name="Expected">What a value must look like, for messages.</param>
/// <param name="Set">The configuration with that value, or null when the text cannot be read.</param>
/// <param name="Format">The value as text that <paramref name="Set"/> reads back exactly.</param>
internal sealed record ConfigKey(
    string Name,
    string Expected,
    Func<TopologyConfig, string, TopologyConfig?> Set,
    Func<TopologyConfig, string> Format)
{
    public string Mistake(string value) => $"{Name} = \"{value}\": expected {Expected}.";
}
