namespace Topology.Connectors.Sockets;

/// <summary>Holds the receiver while the log is too far ahead of what was emitted. Any thread.</summary>
internal sealed class ReadAheadGate(long maxAhead, long emitted)
{
    private readonly Lock _gate = new();
    private long _emitted = emitted;
    private long _awaited; // how far must be emitted
    private TaskCompletionSource? _waiting;

    /// <summary>Completes when the log, ending there, is no more than the limit ahead.</summary>
    public Task WaitAsync(long end, CancellationToken token)
    {
        lock (_gate)
        {
            if (end - _emitted <= maxAhead)
                return Task.CompletedTask;
            _awaited = end - maxAhead;
            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task.WaitAsync(token);
        }
    }

    public void Emitted(long position)
    {
        lock (_gate)
        {
            _emitted = position;
            if (_waiting is null || position < _awaited)
                return;
            _waiting.SetResult();
            _waiting = null;
        }
    }
}
