namespace Topology.Streams;

/// <summary>Makes the values of a tuple of an element. Called by all tasks, from their threads at once.</summary>
/// <typeparam name="T">The element's type.</typeparam>
/// <param name="element">The element.</param>
/// <param name="values">One per field, to be set; valid during the call.</param>
public delegate void FieldsWriter<in T>(T element, Span<Value> values);

/// <summary>Makes an element of the values that a spout emits. Called by all tasks, from their threads at once.</summary>
/// <typeparam name="T">The element's type.</typeparam>
/// <param name="values">One per field of the spout's stream; valid during the call.</param>
public delegate T SpoutMapping<out T>(ReadOnlySpan<Value> values);
