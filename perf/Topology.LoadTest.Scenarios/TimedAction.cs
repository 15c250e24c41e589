namespace Topology.LoadTest.Scenarios;

/// <summary>Something that is done while the load goes on, such as the kill of a worker.</summary>
/// <param name="At">Since the first request.</param>
/// <param name="Name">For reports.</param>
/// <param name="RunAsync">Does it; what it returns is reported. An exception is reported, and the load goes on.</param>
public sealed record TimedAction(TimeSpan At, string Name, Func<CancellationToken, Task<string>> RunAsync);
