namespace Topology;

/// <summary>A component that wants to know of checkpoints. Called on its executor's thread.</summary>
public interface ICheckpointListener
{
    /// <summary>The task's states are about to be saved: puts into them what is still elsewhere.</summary>
    /// <param name="checkpointId">Ascending, with gaps.</param>
    void BeforeCheckpoint(long checkpointId);

    /// <summary>A checkpoint is complete: what was emitted before it will never be emitted again. Some may be left out; a later one stands for them.</summary>
    /// <param name="checkpointId">Its number.</param>
    void CheckpointCompleted(long checkpointId);
}
