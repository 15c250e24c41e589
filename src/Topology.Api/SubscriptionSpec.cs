namespace Topology;

/// <summary>One input of a bolt.</summary>
/// <param name="Component">The id of the component whose tuples are received.</param>
/// <param name="Stream">The stream of that component.</param>
/// <param name="Grouping">How each tuple's receiving tasks are chosen among the bolt's.</param>
public sealed record SubscriptionSpec(string Component, string Stream, GroupingSpec Grouping);
