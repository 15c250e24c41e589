using Topology.Runtime.Planning;

namespace Topology.Runtime.Execution;

/// <summary>One task of a bolt. Owned by the executor's thread.</summary>
internal sealed class BoltTask(PlannedTask plan, int place)
{
    public readonly PlannedTask Plan = plan;
    public readonly int Place = place;

    /// <summary>Null: between a failure and the restart, or not started.</summary>
    public Bolt? Bolt;
}
