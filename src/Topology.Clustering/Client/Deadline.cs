namespace Topology.Clustering;

/// <summary>A token that is cancelled after a time, or with one of the others.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource either;

    public Deadline(TimeSpan limit, TimeProvider time, params ReadOnlySpan<CancellationToken> others)
    {
        timer = new CancellationTokenSource(limit, time);
        either = CancellationTokenSource.CreateLinkedTokenSource([timer.Token, .. others]);
    }

    public CancellationToken Token => either.Token;

    public void Dispose()
    {
        either.Dispose();
        timer.Dispose();
    }
}
