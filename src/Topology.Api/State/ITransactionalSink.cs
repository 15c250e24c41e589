namespace Topology;

/// <summary>A bolt that publishes outside of the topology in transactions, each committed with a checkpoint. Called on its executor's thread.</summary>
/// <remarks>
/// <para>The order is: <see cref="Commit"/> of the restored checkpoint, if there is one, <see cref="Abort"/>, <see cref="Begin"/>; then, for each checkpoint, <see cref="Prepare"/> and <see cref="Begin"/> of the next
/// transaction; and <see cref="Commit"/> once it is complete.</para>
/// <para>If a checkpoint does not complete, what was prepared for it is committed with the next one that does. An exception from any of them restarts
/// the topology from its last checkpoint.</para>
/// </remarks>
public interface ITransactionalSink
{
    /// <summary>Begins a transaction: what comes from now on belongs to it. After the component's Prepare and InitState.</summary>
    void Begin();

    /// <summary>Makes the transaction durable but not visible, so that it can be committed even after a crash.</summary>
    /// <param name="checkpointId">The checkpoint it is committed with.</param>
    void Prepare(long checkpointId);

    /// <summary>Publishes everything prepared for this checkpoint and earlier ones. Idempotent: may come again after a failure, also for what was committed.</summary>
    /// <param name="checkpointId">A completed checkpoint.</param>
    void Commit(long checkpointId);

    /// <summary>Discards everything that is not committed, also what a former instance of this task prepared or began.</summary>
    void Abort();
}
