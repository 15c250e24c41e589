namespace Topology;

/// <summary>When a failing executor is started again and when the topology is given up.</summary>
public sealed record RestartOptions
{
    /// <summary>How many restarts of one executor within <see cref="Within"/> are borne; the next failure makes the topology fail. Zero: the first failure does.</summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>The time restarts are counted in; more than zero.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before the first restart; doubled for each further one.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause; not less than <see cref="InitialDelay"/>.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);
}
