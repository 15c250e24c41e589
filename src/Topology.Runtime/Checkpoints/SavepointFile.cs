namespace Topology.Runtime.Checkpoints;

/// <summary>A checkpoint in one file, with all that it needs: to keep it elsewhere, or to start a topology from it in another cluster.</summary>
/// <remarks>
/// The file: magic, format, topology, manifest, number of pieces, SHA-256 of that; of each piece its name, length, SHA-256 and content; SHA-256 of all.
/// Numbers are little-endian, texts UTF-8 behind their length. At most one piece is in memory. Not for a thread that must not wait.
/// </remarks>
public static class SavepointFile
{
    /// <summary>Longer than any name.</summary>
    private const int MaxNameBytes = 64 << 10;

    /// <summary>Some hundred bytes for each piece: millions of them.</summary>
    private const int MaxManifestBytes = 1 << 30;

    private const string WriteAgain = "Write it again from the checkpoint, or use another copy.";

    /// <summary>Writes a checkpoint of a store to a file that only its user may read. A file of this name is replaced once all has been written, or not at all.</summary>
    /// <param name="file">In a folder that is there; a draft lies next to it meanwhile, with ".new" at its end; it is left over if the process is killed.</param>
    /// <param name="store">Holds the checkpoint, which must not be deleted meanwhile.</param>
    /// <param name="topology">Whose.</param>
    /// <param name="manifest">As listed by the store.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="CheckpointDamagedException">The checkpoint, or a piece of it.</exception>
    /// <exception cref="CheckpointStoreException">The store cannot be read, or the file not be written: its disk is full, for one.</exception>
    public static async Task WriteAsync(string file, ICheckpointStore store, string topology, CheckpointManifest manifest, CancellationToken token = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Damage is not null)
            throw new CheckpointDamagedException($"Topology \"{topology}\": the checkpoint {manifest.Id} is damaged and cannot be written to a file: {manifest.Damage}");

        var draft = $"{file}.{Guid.NewGuid():N}.new"; // two may write the same file
        try
        {
            await WriteDraftAsync(draft, store, topology, manifest, token).ConfigureAwait(false);
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception e)
        {
            DeleteDraft(draft);
            if (e is not (IOException or UnauthorizedAccessException))
                throw;
            throw new CheckpointStoreException($"Topology \"{topology}\": the checkpoint {manifest.Id} cannot be written to the file {file}: {e.Message} Look at the folder's rights and room, or choose another.", e);
        }
    }

    /// <summary>Reads what is in a file, and checks it if wished.</summary>
    /// <param name="file">Which.</param>
    /// <param name="checksPieces">Whether the pieces are read and checked too; else only what is before them.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>The topology's name and the checkpoint as it was written.</returns>
    /// <exception cref="CheckpointDamagedException">It is no such file, or not as it was written.</exception>
    /// <exception cref="CheckpointStoreException">It cannot be read.</exception>
    public static Task<(string Topology, CheckpointManifest Manifest)> ReadAsync(string file, bool checksPieces, CancellationToken token = default) =>
        ReadAsync(file, checksPieces ? (_, _, _) => Task.CompletedTask : null, token);

    /// <summary>Puts the checkpoint of a file into a store, where it exists once the whole file has been checked.</summary>
    /// <remarks>When it fails, pieces may be left over in the store, which the next <see cref="ICheckpointStore.DeleteAsync"/> deletes.</remarks>
    /// <param name="file">Which.</param>
    /// <param name="store">Any; need not be of the kind that the file was written from.</param>
    /// <param name="topology">Whose it is to be, also another than it was.</param>
    /// <param name="id">Its new id: after all that the topology has, so that its pieces are not deleted meanwhile.</param>
    /// <param name="savepoint">Its new name. Null: an ordinary checkpoint.</param>
    /// <param name="run">The id of the topology that is to begin with it, on a cluster; null: any of the name.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>The checkpoint as it is in the store, with new names for the pieces.</returns>
    /// <exception cref="CheckpointDamagedException">It is no such file, or not as it was written.</exception>
    /// <exception cref="CheckpointStoreException">The file cannot be read, or the store not be written.</exception>
    public static async Task<CheckpointManifest> RestoreAsync(string file, ICheckpointStore store, string topology, long id, string? savepoint, string? run = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(id);
        Dictionary<string, string>? names = null;
        var (_, written) = await ReadAsync(
            file,
            (manifest, piece, content) =>
            {
                names ??= NewNames(manifest, id);
                return store.WriteAsync(topology, names[piece], content, token);
            },
            token).ConfigureAwait(false);

        names ??= [];
        var restored = written with
        {
            Id = id,
            Savepoint = savepoint,
            Term = 0, // nobody's yet
            Run = run,
            IsFinal = false,
            Tasks = [.. written.Tasks.Select(task => task with { Pieces = [.. task.Pieces.Select(entry => entry with { Piece = names[entry.Piece] })] })],
        };
        await store.CommitAsync(topology, restored, token).ConfigureAwait(false);
        return restored;
    }

    private static async Task WriteDraftAsync(string draft, ICheckpointStore store, string topology, CheckpointManifest manifest, CancellationToken token)
    {
        var stream = HashedStream.Create(draft);
        await using (stream.ConfigureAwait(false))
        {
            await WriteAsync(stream, store, topology, manifest, token).ConfigureAwait(false);
            stream.FlushToDisk();
        }
    }

    private static async Task WriteAsync(HashedStream stream, ICheckpointStore store, string topology, CheckpointManifest manifest, CancellationToken token)
    {
        var pieces = Pieces(manifest);
        await stream.WriteStartAsync(token).ConfigureAwait(false);
        await stream.WriteTextAsync(topology, token).ConfigureAwait(false);
        await stream.WriteTextAsync(ManifestJson.Write(manifest), token).ConfigureAwait(false);
        await stream.WriteNumberAsync(pieces.Count, token).ConfigureAwait(false);
        await stream.WriteHashAsync(token).ConfigureAwait(false);
        foreach (var (piece, bytes) in pieces)
        {
            var content = await store.ReadAsync(topology, piece, token).ConfigureAwait(false);
            if (content.Length != bytes)
                throw new CheckpointDamagedException($"Topology \"{topology}\": the piece \"{piece}\" of the checkpoint {manifest.Id} has {content.Length} bytes, not {bytes} as the manifest says. Use another checkpoint.");

            await stream.WriteTextAsync(piece, token).ConfigureAwait(false);
            await stream.WritePieceAsync(content, token).ConfigureAwait(false);
        }
        await stream.WriteHashAsync(token).ConfigureAwait(false);
    }

    private static async Task<(string Topology, CheckpointManifest Manifest)> ReadAsync(string file, Func<CheckpointManifest, string, ReadOnlyMemory<byte>, Task>? take, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        HashedStream stream;
        try
        {
            stream = HashedStream.Open(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(file, e);
        }

        await using (stream.ConfigureAwait(false))
        {
            var (topology, manifest) = await ReadHeadAsync(stream, file, token).ConfigureAwait(false);
            if (take is not null)
                await ReadPiecesAsync(stream, file, topology, manifest, take, token).ConfigureAwait(false);
            return (topology, manifest);
        }
    }

    private static Task<(string Topology, CheckpointManifest Manifest)> ReadHeadAsync(HashedStream stream, string file, CancellationToken token) => GuardAsync(
        file,
        "its beginning",
        async () =>
        {
            await stream.ReadStartAsync(token).ConfigureAwait(false);
            var topology = await stream.ReadTextAsync(MaxNameBytes, token).ConfigureAwait(false);
            var json = await stream.ReadTextAsync(MaxManifestBytes, token).ConfigureAwait(false);
            var count = await stream.ReadNumberAsync(token).ConfigureAwait(false);
            await stream.ReadHashAsync(token).ConfigureAwait(false);
            var manifest = ManifestJson.Read(json);
            return count == Pieces(manifest).Count ? (topology, manifest) : throw new InvalidDataException($"it says {count} pieces, its manifest {Pieces(manifest).Count}");
        });

    // What the taker throws is not about the file: it is outside of the guards.
    private static async Task ReadPiecesAsync(
        HashedStream stream, string file, string topology, CheckpointManifest manifest, Func<CheckpointManifest, string, ReadOnlyMemory<byte>, Task> take, CancellationToken token)
    {
        foreach (var (piece, bytes) in Pieces(manifest))
        {
            var content = await GuardAsync(file, $"the piece \"{piece}\" of the topology \"{topology}\"", () => ReadPieceAsync(stream, piece, bytes, token)).ConfigureAwait(false);
            await take(manifest, piece, content).ConfigureAwait(false);
        }
        await GuardAsync(
            file,
            "its end",
            async () =>
            {
                await stream.ReadHashAsync(token).ConfigureAwait(false);
                return stream.IsAtEnd ? true : throw new InvalidDataException("something follows");
            }).ConfigureAwait(false);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadPieceAsync(HashedStream stream, string piece, long bytes, CancellationToken token)
    {
        var name = await stream.ReadTextAsync(MaxNameBytes, token).ConfigureAwait(false);
        return name == piece
            ? await stream.ReadPieceAsync(bytes, token).ConfigureAwait(false)
            : throw new InvalidDataException("another piece is in its place");
    }

    private static async Task<T> GuardAsync<T>(string file, string part, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or CheckpointDamagedException or EndOfStreamException)
        {
            throw new CheckpointDamagedException($"The savepoint file {file} is damaged at {part}: {e.Message.TrimEnd('.')}. {WriteAgain}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(file, e);
        }
    }

    private static CheckpointStoreException CannotRead(string file, Exception cause) =>
        new($"The savepoint file {file} cannot be read: {cause.Message} Look at its path and rights.", cause);

    /// <summary>Each piece once, in the order of the manifest, with its length.</summary>
    private static List<(string Piece, long Bytes)> Pieces(CheckpointManifest manifest) =>
        [.. manifest.Tasks.SelectMany(task => task.Pieces).DistinctBy(entry => entry.Piece, StringComparer.Ordinal).Select(entry => (entry.Piece, entry.Bytes))];

    // Its pieces may be older than it; in the store their names may be taken, with other content.
    private static Dictionary<string, string> NewNames(CheckpointManifest manifest, long id)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var task in manifest.Tasks)
        {
            foreach (var entry in task.Pieces)
                names.TryAdd(entry.Piece, $"{PieceName.Make(id, task.Component, task.Index, entry.State)}/{names.Count}");
        }
        return names;
    }

    private static void DeleteDraft(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // ignored: what failed before is what the caller is told
        }
    }
}
