namespace Topology.Clustering.Hosting;

/// <summary>A setting's value as written: one text or a list of them.</summary>
internal readonly record struct NodeValue(string? Text, IReadOnlyList<string>? Items)
{
    public static implicit operator NodeValue(string text) => new(text, null);

    public static NodeValue List(IEnumerable<string> items) => new(null, [.. items]);

    /// <summary>As it would stand in a file.</summary>
    public override string ToString() => Items is { } items ? $"[{string.Join(", ", items.Select(Quote))}]" : Quote(Text ?? "");

    private static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

/// <summary>One setting of a node: the single place that knows its name, its meaning, how it is written and what is allowed.</summary>
/// <param name="Name">Without the root, such as node.port.</param>
/// <param name="Meaning">For the reference file: sentences.</param>
/// <param name="Expected">What a value must look like, for messages and the reference file.</param>
/// <param name="Set">The configuration with that value, or null if the value cannot be used.</param>
/// <param name="Get">The value that <paramref name="Set"/> reads back, or null for none.</param>
internal sealed record NodeKey(
    string Name, string Meaning, string Expected, Func<NodeConfig, NodeValue, NodeConfig?> Set, Func<NodeConfig, NodeValue?> Get)
{
    public const string Root = "topology.";

    /// <summary>The default for people, where it depends on the machine or on other settings.</summary>
    public string? DerivedDefault { get; init; }

    /// <summary>Whether it must never be shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether it names a file or folder, relative to the configuration's.</summary>
    public bool IsPath { get; init; }

    public string FullName => Root + Name;

    /// <summary>The environment variable that wins over the file: TOPOLOGY_NODE_PORT for node.port.</summary>
    public string Variable { get; } = "TOPOLOGY_" + Name.Replace('.', '_').Replace('-', '_').ToUpperInvariant();

    public string Mistake(string where, NodeValue value) =>
        $"{where}{FullName} = {(IsSecret ? Secret.Mask : value.ToString())}: expected {Expected}.";
}
