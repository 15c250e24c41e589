using Topology.Runtime.Checkpoints;
using Topology.Runtime.Messaging;

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

    /// <summary>Where checkpoints are kept. One that outlives a simulation has the next one go on from there.</summary>
    /// <value>Default null: in memory, for this simulation only.</value>
    public ICheckpointStore? CheckpointStore { get; init; }

    /// <summary>How often the store fails in what it is asked for, before it has done it or after.</summary>
    /// <value>0 … 1; default 0: never.</value>
    public double StoreFailureProbability { get; init; }

    /// <summary>How long the store takes at most to write something.</summary>
    /// <value>Fake time; default none.</value>
    public TimeSpan LongestStoreDelay { get; init; }

    /// <summary>Writes values of states that are no strings, numbers, truth values, dates or bytes.</summary>
    /// <value>Default null: such values cannot be saved, and no checkpoint completes.</value>
    public IValueSerializer? Serializer { get; init; }

    /// <summary>For components to read with <see cref="TopologyContext.GetArgument"/>.</summary>
    public TopologyArguments Arguments { get; init; } = TopologyArguments.Empty;

    /// <summary>Replaces spouts by lists of tuples: by component id, the values of each tuple of the default stream.</summary>
    /// <remarks>With several tasks, task k of n brings the items k, k + n, k + 2n … Every item is tracked.</remarks>
    public IReadOnlyDictionary<string, IReadOnlyList<Value[]>> MockedSources { get; init; } = new Dictionary<string, IReadOnlyList<Value[]>>();
}
