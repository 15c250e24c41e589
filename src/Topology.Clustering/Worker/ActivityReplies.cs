namespace Topology.Clustering.Worker;

/// <summary>Who waits for a topology to be as active as it was asked to be. Owned by the topology's actor.</summary>
internal sealed class ActivityReplies
{
    private readonly List<TaskCompletionSource> _waiting = []; // until the executors are prepared
    private readonly List<TaskCompletionSource> _told = []; // until the spouts say that they know

    /// <summary>Is answered when the executors are prepared and the spouts know.</summary>
    public void Wait(TaskCompletionSource reply) => _waiting.Add(reply);

    /// <summary>Is answered by its own <see cref="Answer"/>.</summary>
    public void Told(TaskCompletionSource reply) => _told.Add(reply);

    /// <summary>The spouts know.</summary>
    public void Answer(TaskCompletionSource? reply)
    {
        if (reply is null)
            return;
        reply.TrySetResult();
        _told.Remove(reply);
    }

    /// <summary>The executors are prepared, and the spouts know.</summary>
    public void AnswerWaiting()
    {
        foreach (var reply in _waiting)
            reply.TrySetResult();
        _waiting.Clear();
    }

    /// <summary>The spouts that were told are gone: whoever asked waits for the new ones.</summary>
    public void WaitAll()
    {
        _waiting.AddRange(_told);
        _told.Clear();
    }
}
