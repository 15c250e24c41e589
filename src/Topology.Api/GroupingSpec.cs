namespace Topology;

/// <summary>How a subscription chooses the receiving tasks.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Fields">The key, in the order it is hashed; set for <see cref="GroupingKind.Fields"/> and <see cref="GroupingKind.PartialKey"/>, else null.</param>
/// <param name="Custom">Makes one grouping for each source task; set for <see cref="GroupingKind.Custom"/>, else null. Not part of the spec's hash.</param>
public sealed record GroupingSpec(GroupingKind Kind, Fields? Fields = null, Func<ICustomGrouping>? Custom = null);
