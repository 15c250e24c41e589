using Topology.Runtime.Checkpoints;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;

namespace Topology.Testing;

/// <summary>What a simulation keeps of its checkpoints from one engine to the next: the store, with its trouble, and what is in it.</summary>
internal sealed class SimulatedStore
{
    private readonly Random _random;
    private readonly TimeSpan _longestDelay;
    private readonly UnreliableStore _store;
    private bool _isResuming; // until the first read

    public SimulatedStore(string topology, TopologyConfig config, SimulationOptions options)
    {
        _random = new Random(~options.Seed);
        _longestDelay = options.LongestStoreDelay;
        _store = new UnreliableStore(options.CheckpointStore ?? new MemoryCheckpointStore(), _random, options.StoreFailureProbability);
        History = new CheckpointHistory(topology, _store, (_, _) => { }) { IsWanted = config.Guarantee == DeliveryGuarantee.EffectivelyOnce };
        History.OpenAsync(resumes: true).GetAwaiter().GetResult();
        _isResuming = config.ResumeFromCheckpoint;
    }

    public CheckpointHistory History { get; }

    /// <summary>How they go; of the engine that runs now.</summary>
    public CheckpointFigures Figures { get; set; } = CheckpointFigures.None;

    /// <summary>How long the store takes for the next thing it is asked.</summary>
    public TimeSpan NextDelay() => _longestDelay * _random.NextDouble();

    /// <summary>Whether something is done that is still under way when the process dies.</summary>
    public bool IsDoneInTime() => _random.Next(2) == 0;

    /// <summary>What the tasks begin with for the first time.</summary>
    public IReadOnlyDictionary<int, TaskRestore> ReadFirst(TopologyPlan plan)
    {
        var restored = _isResuming ? Read(plan) : new Dictionary<int, TaskRestore>();
        _isResuming = false;
        _store.Fails = true;
        return restored;
    }

    /// <summary>What tasks begin with.</summary>
    public IReadOnlyDictionary<int, TaskRestore> Read(TopologyPlan plan, ComponentExecutor? executor = null) =>
        History.ReadAsync(plan, executor is null ? null : task => executor.Plan.Tasks.Any(own => own.Id == task)).GetAwaiter().GetResult();
}
