namespace Topology;

/// <summary>One output of a component: the other end of a <see cref="SubscriptionSpec"/>.</summary>
/// <param name="Stream">The stream of the emitting component.</param>
/// <param name="Component">The id of the bolt that receives.</param>
/// <param name="Grouping">How each tuple's receiving tasks are chosen among that bolt's.</param>
public sealed record TargetSpec(string Stream, string Component, GroupingSpec Grouping);
