using Topology.Engine;

namespace Topology.Runtime.Watermarks;

/// <summary>Says which event time an emit gets. Asked once for each emit, on the executor's thread.</summary>
public abstract class EmitClock
{
    /// <summary>UTC ticks, or <see cref="TupleBatch.NoEventTime"/>.</summary>
    public abstract long TimeOf(ReadOnlySpan<Value> values);
}
