namespace Topology;

/// <summary>Says how far event time has got in what one task emits. A new one for each instance of a task.</summary>
/// <remarks>Thread safety: called on the task's executor's thread only. An exception counts as the component's.</remarks>
public abstract class WatermarkGenerator
{
    /// <summary>Called for each emit that has an event time, in the order of the emits.</summary>
    /// <param name="values">The values being emitted; a view that ends with the call.</param>
    /// <param name="eventTime">Their event time, in UTC.</param>
    public abstract void OnEvent(ReadOnlySpan<Value> values, DateTime eventTime);

    /// <summary>No tuple of this event time or an earlier one is expected any more. Asked whenever the executor sends what it has, and only if the task has emitted since.</summary>
    /// <value>In UTC; null: nothing is known yet. A value less than an earlier one is ignored.</value>
    public abstract DateTime? Current { get; }
}
