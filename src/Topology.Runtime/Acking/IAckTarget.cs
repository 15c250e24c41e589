namespace Topology.Runtime.Acking;

/// <summary>An acker, wherever it runs. Any thread; never refuses.</summary>
public interface IAckTarget
{
    /// <summary>Whether it runs in another worker.</summary>
    bool IsRemote { get; }

    /// <summary>Takes over a batch.</summary>
    void Deliver(AckBatch batch);
}

/// <summary>A spout executor, wherever it runs, to those that answer it. Any thread; never refuses.</summary>
public interface IAnswerTarget
{
    /// <summary>Whether it runs in another worker.</summary>
    bool IsRemote { get; }

    /// <summary>Takes over answers of an acker.</summary>
    void Deliver(AckBatch answers);

    /// <summary>Restarts the time-out of one of its trees.</summary>
    void ResetTimeout(long root);
}
