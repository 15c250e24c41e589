using Topology.Engine;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Watermarks;

/// <summary>The event time of what the bolts of an executor emit: what the bolt has set in this call, else the anchor's, else that of the tuple being executed.</summary>
internal sealed class InheritedTime(InputTracker inputs) : EmitClock
{
    private StreamTuple _call; // in whose call the time was set
    private bool _isSet;
    private long _set;
    private bool _isAnchored;
    private long _anchor;

    /// <summary>What the bolt has set in this call; null: nothing.</summary>
    public DateTime? Set
    {
        get => IsSet ? new DateTime(_set, DateTimeKind.Utc) : null;
        set => (_isSet, _set, _call) = (value is not null, value is { } date ? UtcTime.TicksOf(date) : 0, inputs.Current);
    }

    private bool IsSet => _isSet && inputs.IsCurrent(_call);

    /// <summary>The next emit is anchored to that tuple first.</summary>
    public void Anchor(StreamTuple tuple) => (_isAnchored, _anchor) = (true, tuple.Batch?.EventTimeOf(tuple.Index) ?? TupleBatch.NoEventTime);

    /// <summary>The emit is over.</summary>
    public void Unanchor() => _isAnchored = false;

    /// <summary>A call of user code other than Execute has returned; what was set in an Execute ends with it by itself.</summary>
    public void EndCall() => _isSet = false;

    public override long TimeOf(ReadOnlySpan<Value> values) => IsSet ? _set : _isAnchored ? _anchor : inputs.CurrentEventTime;
}
