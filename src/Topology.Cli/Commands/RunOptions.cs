using Topology.Runtime.Checkpoints;

namespace Topology.Cli.Commands;

/// <summary>What <c>topology run</c> was asked to do.</summary>
internal sealed record RunOptions
{
    public required TargetOptions Target { get; init; }

    /// <value>How long to run before stopping in good order; null: until it completes or is stopped.</value>
    public TimeSpan? For { get; init; }

    /// <value>Where checkpoints are kept.</value>
    public required string Data { get; init; }

    /// <value>Where they are kept instead; null: there.</value>
    public ICheckpointStore? Store { get; init; }

    /// <value>A savepoint to begin with; null: the last checkpoint there is.</value>
    public string? FromSavepoint { get; init; }

    /// <value>Whether it begins also with a checkpoint that does not fit.</value>
    public bool AllowsDroppedState { get; init; }

    /// <value>Whether it begins with nothing.</value>
    public bool IsFresh { get; init; }

    /// <value>The name to run under; null: the definition's.</value>
    public string? Name { get; init; }
}
