namespace Topology.Cli.Logs;

/// <summary>Which lines of which logs are wanted.</summary>
internal sealed record LogSelection
{
    /// <value>Null: lines of any component.</value>
    public string? Component { get; init; }

    /// <value>Null: of all workers.</value>
    public int? Worker { get; init; }

    public bool Follows { get; init; }

    /// <value>The last lines of each worker to begin with.</value>
    public required int Lines { get; init; }
}
