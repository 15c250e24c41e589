namespace Topology.Cli.Commands;

/// <summary>What <c>topology run</c> was asked to do.</summary>
internal sealed record RunOptions
{
    public required TargetOptions Target { get; init; }

    /// <value>How long to run before stopping in good order; null: until it completes or is stopped.</value>
    public TimeSpan? For { get; init; }

    /// <value>The name to run under; null: the definition's.</value>
    public string? Name { get; init; }
}
