namespace Topology.Runtime.State;

/// <summary>The task whose states they are.</summary>
/// <param name="Component">Its component.</param>
/// <param name="Task">Its position in the component, from 0.</param>
/// <param name="Tasks">How many tasks the component has.</param>
public sealed record StateOwner(string Component, int Task, int Tasks);
