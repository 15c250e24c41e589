namespace Topology.Clustering;

/// <summary>An error of a component, thrown or reported.</summary>
/// <param name="Time">When it was noted.</param>
/// <param name="Component">The component.</param>
/// <param name="Task">The task.</param>
/// <param name="Message">One line.</param>
/// <param name="Detail">With stack trace.</param>
public sealed record ComponentError(DateTimeOffset Time, string Component, int Task, string Message, string Detail);
