using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Topology.Runtime.Checkpoints;
using static Topology.Clustering.Checkpoints.CheckpointDatabase;

namespace Topology.Clustering.Checkpoints;

/// <summary>Checkpoints in a SQL database: pieces in chunks, with a hash over each chunk and each manifest. Several processes may use the same database.</summary>
/// <remarks>With SQLite the calls block their thread; call them from one that may wait. The room of deleted checkpoints is used again; the file does not shrink.</remarks>
public sealed class SqlCheckpointStore : ICheckpointStore
{
    /// <summary>The longest row's bytes: large enough for few rows, small enough for the memory of a database. Stored with what was written; may change.</summary>
    private const int ChunkBytes = 1 << 20;

    private const int SqliteBusySeconds = 10;

    private readonly CheckpointDatabase _database;

    /// <summary>For any database.</summary>
    internal SqlCheckpointStore(CheckpointDatabase database) => _database = database;

    private CheckpointText Text => _database.Text;

    /// <summary>In a SQLite file with a write-ahead log; it and its folder are made when they are missing, for their user only. Nothing is opened before the first call.</summary>
    /// <param name="file">On a local disk: SQLite's locks do not work on network ones.</param>
    public static SqlCheckpointStore OpenSqlite(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new SqlCheckpointStore(new SqliteCheckpointDatabase(file, SqliteBusySeconds));
    }

    /// <summary>In a PostgreSQL database, where the tables checkpoint_... are made when they are missing. Nothing is opened before the first call.</summary>
    /// <param name="connectionString">Of Npgsql. No message repeats it.</param>
    /// <exception cref="ArgumentException">It has a part that Npgsql does not know.</exception>
    public static SqlCheckpointStore OpenPostgreSql(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return new SqlCheckpointStore(new PostgreSqlCheckpointDatabase(connectionString));
    }

    /// <inheritdoc/>
    public async Task<long> LeadAsync(string topology, long term, int count, CancellationToken token = default)
    {
        CheckTopology(topology);
        return await _database.RunTransactionAsync(
            $"Topology \"{topology}\": the lead of its checkpoints cannot be taken",
            async transaction =>
            {
                await TakeTurnsAsync(transaction, topology, token).ConfigureAwait(false);
                await CheckTermAsync(transaction, topology, term, token).ConfigureAwait(false);
                var last = Number(await FindAsync(transaction, Text.FindLastId, token, ("topology", topology)).ConfigureAwait(false));
                await ExecuteAsync(transaction, Text.PutLead, token, ("topology", topology), ("term", term), ("last", last + count)).ConfigureAwait(false);
                return last + 1;
            },
            token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(string topology, string piece, ReadOnlyMemory<byte> content, CancellationToken token = default)
    {
        CheckTopology(topology);
        var checkpoint = PieceName.CheckpointOf(piece);
        await _database.RunTransactionAsync(
            $"Topology \"{topology}\": the piece \"{piece}\" of a checkpoint cannot be written",
            async transaction =>
            {
                var chunks = (content.Length + ChunkBytes - 1) / ChunkBytes;
                (string, object?)[] key = [("topology", topology), ("piece", piece)];
                await ExecuteAsync(transaction, Text.PutPiece, token, [.. key, ("checkpoint", checkpoint), ("bytes", (long)content.Length), ("chunks", chunks)]).ConfigureAwait(false);
                await ExecuteAsync(transaction, Text.DeleteChunks, token, key).ConfigureAwait(false);
                for (var i = 0; i < chunks; i++)
                {
                    token.ThrowIfCancellationRequested();
                    var start = i * ChunkBytes;
                    var chunk = content.Slice(start, Math.Min(ChunkBytes, content.Length - start)).ToArray();
                    await ExecuteAsync(transaction, Text.InsertChunk, token, [.. key, ("chunk", i), ("sha256", Hash(topology, piece, i, chunk)), ("bytes", chunk)]).ConfigureAwait(false);
                }
                return true;
            },
            token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string topology, string piece, CancellationToken token = default)
    {
        CheckTopology(topology);
        PieceName.CheckpointOf(piece);
        try
        {
            return await _database.RunAsync(
                $"Topology \"{topology}\": the piece \"{piece}\" of a checkpoint cannot be read",
                connection => ReadAsync(connection, topology, piece, token),
                token).ConfigureAwait(false);
        }
        catch (CheckpointStoreException e) when (e.InnerException is SqliteException { SqliteErrorCode: SqliteCheckpointDatabase.Corrupt })
        {
            throw new CheckpointDamagedException(e.Message, e); // some pages of the file; others may be sound
        }
    }

    /// <inheritdoc/>
    public async Task CommitAsync(string topology, CheckpointManifest manifest, CancellationToken token = default)
    {
        CheckTopology(topology);
        var json = ManifestJson.Write(manifest);
        var pieces = manifest.Tasks.SelectMany(task => task.Pieces).Select(entry => entry.Piece).Distinct(StringComparer.Ordinal).ToArray();
        await _database.RunTransactionAsync(
            $"Topology \"{topology}\": the checkpoint {manifest.Id} cannot be committed",
            async transaction =>
            {
                await TakeTurnsAsync(transaction, topology, token).ConfigureAwait(false);
                (string, object?)[] key = [("topology", topology), ("checkpoint", manifest.Id)];
                if (manifest.Term != 0)
                    await CheckTermAsync(transaction, topology, manifest.Term, token).ConfigureAwait(false);
                if (await FindAsync(transaction, Text.FindManifest, token, key).ConfigureAwait(false) is { } present)
                    return present == json ? true : throw new CheckpointStoreException($"Topology \"{topology}\" has another checkpoint {manifest.Id} in {_database.Name}: an id is used once. See whether two clusters use the same database.");

                await ExecuteAsync(transaction, Text.InsertManifest, token, [.. key, ("savepoint", manifest.Savepoint), ("manifest", json), ("sha256", Hash(topology, json, manifest.Id, []))]).ConfigureAwait(false);
                await ExecuteAsync(transaction, Text.InsertReferences, token, [.. key, ("pieces", JsonSerializer.Serialize(pieces))]).ConfigureAwait(false);
                return await FindAsync(transaction, Text.FindMissing, token, key).ConfigureAwait(false) is { } missing
                    ? throw new CheckpointDamagedException($"Topology \"{topology}\": the checkpoint {manifest.Id} names the piece \"{missing}\", which is not in {_database.Name}. Write all pieces first.")
                    : true;
            },
            token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckpointManifest>> ListAsync(string topology, CancellationToken token = default)
    {
        CheckTopology(topology);
        if (!_database.Exists)
            return Task.FromResult<IReadOnlyList<CheckpointManifest>>([]); // and none is made by looking
        return _database.RunAsync<IReadOnlyList<CheckpointManifest>>(
            $"Topology \"{topology}\": its checkpoints cannot be listed",
            async connection =>
            {
                var manifests = new List<CheckpointManifest>();
                var command = Command(connection, Text.ListManifests, ("topology", topology));
                await using (command.ConfigureAwait(false))
                {
                    var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(token).ConfigureAwait(false))
                            manifests.Add(Manifest(topology, reader));
                    }
                }
                return manifests;
            },
            token);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string topology, IReadOnlyCollection<long> checkpoints, long keepPiecesAfter, CancellationToken token = default)
    {
        CheckTopology(topology);
        ArgumentNullException.ThrowIfNull(checkpoints);
        await _database.RunTransactionAsync(
            $"Topology \"{topology}\": old checkpoints cannot be deleted",
            async transaction =>
            {
                await TakeTurnsAsync(transaction, topology, token).ConfigureAwait(false);
                foreach (var checkpoint in checkpoints)
                    await ExecuteAsync(transaction, Text.DeleteManifest, token, ("topology", topology), ("checkpoint", checkpoint)).ConfigureAwait(false);
                await ExecuteAsync(transaction, Text.DeletePieces, token, ("topology", topology), ("keep", keepPiecesAfter)).ConfigureAwait(false);
                return true;
            },
            token).ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(DbConnection connection, string topology, string piece, CancellationToken token)
    {
        var command = Command(connection, Text.ReadPiece, ("topology", topology), ("piece", piece));
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var chunks = new PieceReader($"Topology \"{topology}\": the piece \"{piece}\" of a checkpoint", _database.Name);
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    chunks.Begin(reader.GetInt64(0), reader.GetInt64(1));
                    if (!await reader.IsDBNullAsync(2, token).ConfigureAwait(false))
                        chunks.Add(reader.GetInt64(2), reader.GetFieldValue<byte[]>(4), (index, bytes) => Hash(topology, piece, index, bytes).AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(3)));
                }
                return chunks.End();
            }
        }
    }

    private static CheckpointManifest Manifest(string topology, DbDataReader row)
    {
        var id = row.GetInt64(0);
        var savepoint = row.IsDBNull(1) ? null : row.GetString(1);
        string damage;
        try
        {
            var json = row.GetString(2);
            if (Hash(topology, json, id, []).AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(3)))
                return ManifestJson.Read(json);
            damage = "The manifest is not as it was written: its hash differs. Use another checkpoint or a savepoint.";
        }
        catch (CheckpointDamagedException e)
        {
            damage = e.Message;
        }
        return new CheckpointManifest { Id = id, StartedAt = DateTimeOffset.UnixEpoch, CompletedAt = DateTimeOffset.UnixEpoch, Savepoint = savepoint, Tasks = [], Damage = damage };
    }

    private async Task CheckTermAsync(DbTransaction transaction, string topology, long term, CancellationToken token)
    {
        var leader = Number(await FindAsync(transaction, Text.FindTerm, token, ("topology", topology)).ConfigureAwait(false));
        if (leader > term)
            throw new CheckpointLeadLostException(topology, term, leader);
    }

    private static long Number(string? text) => text is null ? 0 : long.Parse(text, CultureInfo.InvariantCulture);

    private Task TakeTurnsAsync(DbTransaction transaction, string topology, CancellationToken token) => Text.TakeTurns.Length == 0
        ? Task.CompletedTask
        : ExecuteAsync(transaction, Text.TakeTurns, token, ("key", BinaryPrimitives.ReadInt64LittleEndian(Hash(topology, "checkpoints", 0, []))));

    // With the place, so that bytes that have got to another one are found out too.
    private static byte[] Hash(string topology, string name, long number, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{topology}\n{name}\n{number}\n"));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    private static void CheckTopology(string topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        if (topology.Length == 0 || topology.Any(char.IsControl))
            throw new ArgumentException($"\"{topology}\" is no name for a topology: expected some text without control characters.", nameof(topology));
    }
}
