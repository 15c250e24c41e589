namespace Topology.Cli.Commands;

/// <summary>Which topology, with which settings.</summary>
internal sealed record TargetOptions
{
    public required string Path { get; init; }

    /// <value>The name or class name of the definition; null: the only one.</value>
    public string? Definition { get; init; }

    /// <value>In the order given; they win over what the definition configures.</value>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    public TopologyArguments Arguments { get; init; } = TopologyArguments.Empty;

    public bool Verbose { get; init; }
}
