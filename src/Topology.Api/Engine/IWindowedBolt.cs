namespace Topology.Engine;

/// <summary>A bolt whose inputs go through windows.</summary>
public interface IWindowedBolt
{
    /// <summary>Gets the operator that keeps its windows. Called once, before Prepare, on the executor's thread.</summary>
    /// <param name="backend">The engine's.</param>
    IWindowOperator Attach(IWindowBackend backend);

    /// <summary>What <see cref="Attach"/> got.</summary>
    IWindowOperator Windows { get; }
}

/// <summary>Makes the operator of one task. On the executor's thread.</summary>
public interface IWindowBackend
{
    /// <summary>Windows that keep tuples.</summary>
    IWindowOperator Create(WindowedBolt bolt);

    /// <summary>Windows that keep accumulators.</summary>
    IWindowOperator Create<TAccumulator>(WindowedBolt<TAccumulator> bolt);
}

/// <summary>The windows of one task. On the executor's thread, between or in calls of the bolt; each method may call the bolt.</summary>
public interface IWindowOperator : ITimedBolt
{
    /// <summary>The bolt has been prepared: takes up what was restored, for which it asks the bolt.</summary>
    void Prepared();

    /// <summary>What the bolt's Prepare is to be given.</summary>
    OutputCollector Collector { get; }

    /// <summary>Takes an input, and the duty to ack it.</summary>
    void Add(StreamTuple input);

    /// <summary>A snapshot is about to be taken.</summary>
    /// <param name="checkpoint">The checkpoint's number.</param>
    void BeforeCheckpoint(long checkpoint);

    /// <summary>A checkpoint is complete: what came before its snapshot need not come again.</summary>
    /// <param name="checkpoint">Its number.</param>
    void CheckpointCompleted(long checkpoint);
}
