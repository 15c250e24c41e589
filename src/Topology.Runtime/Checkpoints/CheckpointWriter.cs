namespace Topology.Runtime.Checkpoints;

/// <summary>Encodes and stores what executors hand over, on the thread pool, one executor's part after the other. Any thread.</summary>
/// <param name="topology">The name under which it is stored.</param>
/// <param name="store">Where.</param>
public sealed class CheckpointWriter(string topology, ICheckpointStore store) : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Stores one executor's part.</summary>
    /// <returns>Its tasks as written. Faults with what the store or a value's serializer says.</returns>
    public Task<IReadOnlyList<WrittenTask>> WriteAsync(ExecutorSnapshot snapshot)
    {
        lock (_gate)
        {
            var before = _last;
            var writing = Task.Run(() => WriteAfterAsync(before, snapshot));
            _last = writing;
            return writing;
        }
    }

    /// <summary>The same on the caller's thread, as far as the store does not leave it, and at once.</summary>
    public async Task<IReadOnlyList<WrittenTask>> WriteHereAsync(ExecutorSnapshot snapshot)
    {
        var written = new List<WrittenTask>();
        foreach (var task in snapshot.Tasks)
        {
            var entries = new List<PieceEntry>();
            foreach (var piece in task.Pieces)
                await WriteAsync(snapshot.Checkpoint, task, piece, entries).ConfigureAwait(false);
            written.Add(new WrittenTask(task.Component, task.Index, task.IsDone, entries));
        }
        return written;
    }

    /// <summary>Gives up what is being written.</summary>
    public void Dispose() => _end.Cancel();

    private async Task<IReadOnlyList<WrittenTask>> WriteAfterAsync(Task before, ExecutorSnapshot snapshot)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await WriteHereAsync(snapshot).ConfigureAwait(false);
    }

    private async Task WriteAsync(long checkpoint, TaskPieces task, StatePiece piece, List<PieceEntry> entries)
    {
        var number = 1;
        for (var part = piece; part is not null; part = part.Rest())
            entries.Add(await WriteAsync(PieceName.Make(checkpoint, task.Component, task.Index, piece.State, number++), task, part).ConfigureAwait(false));
    }

    private async Task<PieceEntry> WriteAsync(string name, TaskPieces task, StatePiece piece)
    {
        ReadOnlyMemory<byte> content;
        try
        {
            content = piece.Encode();
        }
        catch (Exception error)
        {
            throw new TopologyException(
                $"Topology \"{topology}\", component \"{task.Component}\", task {task.Index}: state \"{piece.State}\" cannot be saved: {error.Message}", error);
        }
        await store.WriteAsync(topology, name, content, _end.Token).ConfigureAwait(false);
        return new PieceEntry(name, piece.State, piece.Form, piece.IsFull, piece.Version, piece.Entries, content.Length);
    }
}
