namespace Topology.Testing;

/// <summary>How a <see cref="SimulatedTopology"/> runs.</summary>
public sealed record SimulationOptions
{
    /// <summary>Chooses the order of everything: the same seed gives the same run.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>How often, per slice run, some executor crashes.</summary>
    /// <value>0 … 1; default 0: never.</value>
    public double CrashProbability { get; init; }

    /// <summary>How often an executor that has something to do is held back for a while.</summary>
    /// <value>0 … 1; default 0: never.</value>
    public double DelayProbability { get; init; }

    /// <summary>For how long an executor is held back at most.</summary>
    /// <value>Fake time; default 5 ms.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>For components to read with <see cref="TopologyContext.GetArgument"/>.</summary>
    public TopologyArguments Arguments { get; init; } = TopologyArguments.Empty;

    /// <summary>Replaces spouts by lists of tuples: by component id, the values of each tuple of the default stream.</summary>
    /// <remarks>With several tasks, task k of n brings the items k, k + n, k + 2n … Every item is tracked.</remarks>
    public IReadOnlyDictionary<string, IReadOnlyList<Value[]>> MockedSources { get; init; } = new Dictionary<string, IReadOnlyList<Value[]>>();
}
