namespace Topology;

/// <summary>Where the event time of a component's tuples comes from.</summary>
/// <param name="Field">The field that holds it, in every stream that has such a field; null: <paramref name="Selector"/> says it.</param>
/// <param name="Selector">Null: <paramref name="Field"/> holds it. Not part of the hash.</param>
/// <param name="Watermarks">How watermarks come about.</param>
public sealed record EventTimeSpec(string? Field, EventTimeSelector? Selector, WatermarkStrategy Watermarks);
