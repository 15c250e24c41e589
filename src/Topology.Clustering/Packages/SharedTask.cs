namespace Topology.Clustering.Packages;

/// <summary>Work that several wait for, and that ends when nobody does any more. Its owner guards the count.</summary>
internal sealed class SharedTask<T>
{
    // Never disposed: it has no timer and no handle, and the work may still look at it.
    private readonly CancellationTokenSource _end = new();

    public SharedTask(Func<CancellationToken, Task<T>> work) => Task = System.Threading.Tasks.Task.Run(() => work(_end.Token), _end.Token);

    public Task<T> Task { get; }

    /// <summary>How many wait.</summary>
    public int Waiting { get; set; }

    public void Cancel() => _end.Cancel();
}
