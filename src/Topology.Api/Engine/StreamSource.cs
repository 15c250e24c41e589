namespace Topology.Engine;

/// <summary>One stream of one task, as its receivers see it. Immutable; one instance per task and stream.</summary>
/// <param name="Component">The emitting component.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Task">The emitting task.</param>
/// <param name="Fields">The stream's fields.</param>
/// <param name="IsTick">Whether these are the runtime's ticks.</param>
public sealed record StreamSource(string Component, string Stream, int Task, Fields Fields, bool IsTick = false);
