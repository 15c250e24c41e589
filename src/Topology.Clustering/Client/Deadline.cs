namespace Topology.Clustering;

/// <summary>A token that is cancelled after a time, or with another one.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource either;

    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken token)
    {
        timer = new CancellationTokenSource(limit, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, token);
    }

    public CancellationToken Token => either.Token;

    public void Dispose()
    {
        either.Dispose();
        timer.Dispose();
    }
}
