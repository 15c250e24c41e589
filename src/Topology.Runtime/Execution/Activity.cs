namespace Topology.Runtime.Execution;

/// <summary>Counts what is going on in a topology, to know when a bounded one is done. Many threads.</summary>
/// <remarks>
/// There is one token for each spout task that is not done, each batch between its opening and its consumption, and each
/// component with work of its own in progress. Whoever causes work takes the new token before giving its own back, so the
/// count reaches zero exactly once, when nothing can happen any more. It changes once per batch, never per tuple.
/// </remarks>
/// <param name="ended">Called when none is out any more. In one process of several that happens again and again: only all together can tell.</param>
public sealed class Activity(Action ended)
{
    private long _tokens;
    private long _begun;

    /// <summary>Tokens out.</summary>
    public long Count => Volatile.Read(ref _tokens);

    /// <summary>Tokens ever taken: equal at two moments if nothing began in between.</summary>
    public long Begun => Volatile.Read(ref _begun);

    public void Begin()
    {
        Interlocked.Increment(ref _begun);
        Interlocked.Increment(ref _tokens);
    }

    /// <summary>Takes a token back whose work is given up: that nothing is left then does not mean that all was done.</summary>
    public void Withdraw() => Interlocked.Decrement(ref _tokens);

    public void End()
    {
        var left = Interlocked.Decrement(ref _tokens);
        System.Diagnostics.Debug.Assert(left >= 0, $"expected a token to be out, got {left}");
        if (left == 0)
            ended();
    }
}
