namespace Topology;

/// <summary>Says when what a tuple tells of happened.</summary>
/// <remarks>Called once for each emit, on the emitting executor's thread. A <see cref="DateTime"/> of kind Local is converted to UTC, one of kind Unspecified is taken as UTC.
/// An exception means that the tuple has no event time: it is reported and counted, and the tuple is sent without one.</remarks>
/// <param name="values">The values being emitted; a view that ends with the call.</param>
public delegate DateTime EventTimeSelector(ReadOnlySpan<Value> values);

/// <summary>Finds in a tuple whether it ends a stretch of event time.</summary>
/// <remarks>Called once for each emit that has an event time, on the emitting executor's thread.</remarks>
/// <param name="values">The values being emitted; a view that ends with the call.</param>
/// <param name="eventTime">Their event time, in UTC.</param>
/// <returns>No tuple with this event time or an earlier one will follow; null: nothing is said.</returns>
public delegate DateTime? WatermarkSelector(ReadOnlySpan<Value> values, DateTime eventTime);
