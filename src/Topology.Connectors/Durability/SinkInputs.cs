namespace Topology.Connectors.Durability;

/// <summary>Acks a sink's inputs when its topology's guarantee says so. One thread.</summary>
/// <remarks>Only at-least-once waits: with transactions the source is replayed from the checkpoint, at most once nobody asks.</remarks>
internal sealed class SinkInputs(DeliveryGuarantee guarantee, OutputCollector collector)
{
    private readonly List<StreamTuple> _waiting = [];

    /// <summary>Whether what is written is published with checkpoints.</summary>
    public bool AreTransactional { get; } = guarantee == DeliveryGuarantee.EffectivelyOnce;

    /// <summary>Inputs that are not acked yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Makes of an input what is to be written, and acks it now or later; fails it when that throws a <see cref="FailedException"/>.</summary>
    /// <returns>False when there is nothing to write.</returns>
    public bool TryRead<T>(StreamTuple input, Func<StreamTuple, T> read, out T result)
    {
        try
        {
            result = read(input);
        }
        catch (FailedException failure)
        {
            collector.Fail(input);
            if (failure.Report)
                collector.ReportError(failure);
            result = default!; // not to be used when false is returned
            return false;
        }
        if (guarantee == DeliveryGuarantee.AtLeastOnce)
            _waiting.Add(input);
        else
            collector.Ack(input);
        return true;
    }

    public void AckNow(StreamTuple input) => collector.Ack(input);

    /// <summary>Everything so far is safe.</summary>
    public void AckWaiting()
    {
        foreach (var input in _waiting)
            collector.Ack(input);
        _waiting.Clear();
    }

    /// <summary>Nothing so far was written.</summary>
    public void FailWaiting(FailedException failure)
    {
        foreach (var input in _waiting)
            collector.Fail(input);
        _waiting.Clear();
        if (failure.Report)
            collector.ReportError(failure);
    }

    /// <summary>Nothing can be acked any more.</summary>
    public void Forget() => _waiting.Clear();
}
