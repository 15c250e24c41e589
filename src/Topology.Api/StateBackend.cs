namespace Topology;

/// <summary>Where a topology keeps values by key while it runs. Checkpoints are the same: one may go on where the other was.</summary>
public enum StateBackend
{
    /// <summary>On the heap: the fastest, as long as all of it fits there.</summary>
    Memory,

    /// <summary>In files on the disk of the machine that runs the task, with a limited amount of memory: for state that is larger than that. Single values and lists stay in memory.</summary>
    RocksDb,
}
