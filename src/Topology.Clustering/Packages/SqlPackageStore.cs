using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;
using Topology.Clustering.Protocol;
using static Topology.Clustering.Packages.SqlPackageDatabase;

namespace Topology.Clustering.Packages;

/// <summary>Packages in the master's SQL database, in chunks as they were uploaded.</summary>
public sealed class SqlPackageStore : IPackageStore
{
    /// <summary>How long a statement waits for another process's transaction in SQLite; Akka's journal writes to the same file.</summary>
    private const int SqliteBusySeconds = 10;

    private readonly SqlPackageDatabase _database;
    private readonly SqlPackageText _text;
    private readonly PackageLimits _limits;
    private readonly TimeProvider _time;

    /// <summary>For any provider that understands the text.</summary>
    internal SqlPackageStore(DbProviderFactory provider, string connectionString, SqlPackageText text, string? prepare, PackageLimits? limits, TimeProvider? time)
    {
        _database = new SqlPackageDatabase(provider, connectionString, text, prepare);
        _text = text;
        _limits = limits ?? PackageLimits.Default;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>In a SQLite file, which is made when it is missing and then has a write-ahead log. Nothing is opened before the first call.</summary>
    /// <param name="connectionString">Of Microsoft.Data.Sqlite.</param>
    /// <param name="limits">Null: <see cref="PackageLimits.Default"/>.</param>
    /// <param name="time">Null: the system's.</param>
    public static SqlPackageStore Sqlite(string connectionString, PackageLimits? limits = null, TimeProvider? time = null)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = SqliteBusySeconds };
        return new SqlPackageStore(SqliteFactory.Instance, builder.ConnectionString, SqlPackageText.Sqlite, "PRAGMA journal_mode = WAL", limits, time);
    }

    /// <summary>In a PostgreSQL database. Nothing is opened before the first call.</summary>
    /// <param name="connectionString">Of Npgsql.</param>
    /// <param name="limits">Null: <see cref="PackageLimits.Default"/>.</param>
    /// <param name="time">Null: the system's.</param>
    public static SqlPackageStore PostgreSql(string connectionString, PackageLimits? limits = null, TimeProvider? time = null) =>
        new(NpgsqlFactory.Instance, connectionString, SqlPackageText.PostgreSql, prepare: null, limits, time);

    /// <inheritdoc/>
    public async Task<UploadState> BeginAsync(string package, long bytes, CancellationToken token = default)
    {
        PackageHash.Check(package);
        if (bytes <= 0)
            throw new PackageException(PackageFault.Invalid, $"A package cannot have {bytes} bytes.");
        if (bytes > _limits.MaxArchiveBytes)
            throw new PackageException(PackageFault.TooLarge, $"The package has {bytes:N0} bytes; {_limits.MaxArchiveBytes:N0} are allowed.");

        var state = await _database.RunTransactionAsync(transaction => BeginAsync(transaction, package, bytes, token), token).ConfigureAwait(false);
        return await CompletedAsync(state, bytes, token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<UploadState> AppendAsync(string package, long offset, ReadOnlyMemory<byte> piece, CancellationToken token = default)
    {
        PackageHash.Check(package);
        if (piece.Length is 0 or > IPackageStore.MaxPieceBytes)
            throw new PackageException(PackageFault.Invalid, $"A piece of a package cannot have {piece.Length} bytes: expected 1 to {IPackageStore.MaxPieceBytes}.");

        var (state, bytes) = await _database.RunTransactionAsync(transaction => AppendAsync(transaction, package, offset, piece, token), token).ConfigureAwait(false);
        return await CompletedAsync(state, bytes, token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<UploadState> CompleteAsync(string package, CancellationToken token = default)
    {
        PackageHash.Check(package);
        var (upload, hash) = await _database.RunAsync(connection => HashAsync(connection, package, token), token).ConfigureAwait(false);
        return await _database.RunTransactionAsync(transaction => SettleAsync(transaction, package, upload, hash, token), token).ConfigureAwait(false)
            ?? throw new PackageException(PackageFault.HashMismatch, $"The package that arrived has the SHA-256 {hash}, not {package} as announced. It was thrown away: upload it again.");
    }

    /// <inheritdoc/>
    public Task<PackagePiece> ReadAsync(string package, long offset, int maxBytes, CancellationToken token = default)
    {
        PackageHash.Check(package);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        return _database.RunAsync(connection => ReadAsync(connection, package, offset, Math.Min(maxBytes, IPackageStore.MaxPieceBytes), token), token);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string package, CancellationToken token = default)
    {
        PackageHash.Check(package);
        return _database.RunTransactionAsync(
            async transaction =>
            {
                if (await FindAsync(transaction.Connection!, transaction, _text.FindAndLock, package, token).ConfigureAwait(false) is null) // not null: it has not ended
                    return false;

                await RemoveAsync(transaction, package, token).ConfigureAwait(false);
                return true;
            },
            token);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> DeleteUnreferencedAsync(IReadOnlySet<string> referenced, TimeSpan age, CancellationToken token = default)
    {
        var before = (_time.GetUtcNow() - age).ToUnixTimeMilliseconds();
        var old = await _database.RunAsync(connection => OlderAsync(connection, before, token), token).ConfigureAwait(false);
        var deleted = new List<string>();
        foreach (var package in old.Where(package => !referenced.Contains(package)))
        {
            if (await _database.RunTransactionAsync(transaction => RemoveOldAsync(transaction, package, before, token), token).ConfigureAwait(false))
                deleted.Add(package);
        }

        return deleted;
    }

    /// <summary>Looks again behind the lock: it may have been announced meanwhile.</summary>
    private async Task<bool> RemoveOldAsync(DbTransaction transaction, string package, long before, CancellationToken token)
    {
        if (await FindAsync(transaction, package, token).ConfigureAwait(false) is not { } row || row.Created > before)
            return false;

        await RemoveAsync(transaction, package, token).ConfigureAwait(false);
        return true;
    }

    private async Task<List<string>> OlderAsync(DbConnection connection, long before, CancellationToken token)
    {
        var old = new List<string>();
        var command = Command(connection, _text.OlderThan, ("created", before));
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                    old.Add(reader.GetString(0));
            }
        }

        return old;
    }

    private async Task<UploadState> BeginAsync(DbTransaction transaction, string package, long bytes, CancellationToken token)
    {
        var row = await FindAsync(transaction, package, token).ConfigureAwait(false);
        if (row is { IsComplete: true } && row.Bytes != bytes)
            throw new PackageException(PackageFault.Invalid, $"The package {PackageHash.Short(package)} has {row.Bytes} bytes, not {bytes}.");
        if (row is { IsComplete: false } && row.Bytes != bytes)
        {
            await RemoveAsync(transaction, package, token).ConfigureAwait(false);
            row = null;
        }

        var now = ("created", (object)_time.GetUtcNow().ToUnixTimeMilliseconds());
        if (row is null)
        {
            // Where transactions run side by side another one may have inserted it meanwhile; then this does nothing.
            await ExecuteAsync(Command(transaction, _text.Insert, ("package", package), ("upload", Guid.NewGuid().ToString("N")), ("bytes", bytes), now), token).ConfigureAwait(false);
            return new UploadState(package, await ReceivedAsync(transaction, package, token).ConfigureAwait(false), IsComplete: false);
        }

        await ExecuteAsync(Command(transaction, _text.Touch, ("package", package), now), token).ConfigureAwait(false);
        return new UploadState(package, row.IsComplete ? row.Bytes : await ReceivedAsync(transaction, package, token).ConfigureAwait(false), row.IsComplete);
    }

    private async Task<(UploadState State, long Bytes)> AppendAsync(DbTransaction transaction, string package, long offset, ReadOnlyMemory<byte> piece, CancellationToken token)
    {
        var row = await FindAsync(transaction, package, token).ConfigureAwait(false) ?? throw NotBegun(package);
        if (row.IsComplete)
            return (new UploadState(package, row.Bytes, IsComplete: true), row.Bytes);

        var received = await ReceivedAsync(transaction, package, token).ConfigureAwait(false);
        if (offset != received)
            return (new UploadState(package, received, IsComplete: false), row.Bytes);
        if (offset + piece.Length > row.Bytes)
            throw new PackageException(PackageFault.Invalid, $"A piece of {piece.Length} bytes from {offset} on goes beyond the {row.Bytes} bytes of the package {PackageHash.Short(package)}.");

        await ExecuteAsync(Command(transaction, _text.InsertChunk, ("package", package), ("start", offset), ("bytes", piece.ToArray())), token).ConfigureAwait(false);
        return (new UploadState(package, offset + piece.Length, IsComplete: false), row.Bytes);
    }

    private async Task<UploadState> CompletedAsync(UploadState state, long bytes, CancellationToken token) => !state.IsComplete && state.Received == bytes
        ? await CompleteAsync(state.Package, token).ConfigureAwait(false)
        : state;

    // Without a transaction, since it may take a second: what was hashed is settled afterwards, if it is still there.
    private async Task<(string Upload, string Hash)> HashAsync(DbConnection connection, string package, CancellationToken token)
    {
        var row = await FindAsync(connection, transaction: null, _text.Find, package, token).ConfigureAwait(false) ?? throw NotBegun(package);
        if (row.IsComplete)
            return (row.Upload, package);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var received = 0L;
        var command = Command(connection, _text.Chunks, ("package", package));
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    var chunk = (byte[])reader[0];
                    hash.AppendData(chunk);
                    received += chunk.Length;
                }
            }
        }

        return received == row.Bytes
            ? (row.Upload, Convert.ToHexStringLower(hash.GetHashAndReset()))
            : throw new PackageException(PackageFault.Invalid, $"The package {PackageHash.Short(package)} is not complete: {received} of its {row.Bytes} bytes have arrived.");
    }

    /// <returns>Null: it was removed.</returns>
    private async Task<UploadState?> SettleAsync(DbTransaction transaction, string package, string upload, string hash, CancellationToken token)
    {
        var row = await FindAsync(transaction, package, token).ConfigureAwait(false);
        if (row is null && hash != package)
            return null; // another client, uploading the same, found it out too
        if (row is null || row.Upload != upload)
            throw NotBegun(package);
        if (row.IsComplete)
            return new UploadState(package, row.Bytes, IsComplete: true);

        if (hash != package)
        {
            await RemoveAsync(transaction, package, token).ConfigureAwait(false);
            return null;
        }

        await ExecuteAsync(Command(transaction, _text.MarkComplete, ("package", package), ("upload", upload)), token).ConfigureAwait(false);
        return new UploadState(package, row.Bytes, IsComplete: true);
    }

    private async Task<PackagePiece> ReadAsync(DbConnection connection, string package, long offset, int maxBytes, CancellationToken token)
    {
        if (await FindAsync(connection, transaction: null, _text.Find, package, token).ConfigureAwait(false) is not { IsComplete: true } row)
            throw new PackageException(PackageFault.NotFound, $"There is no complete package {PackageHash.Short(package)}.");

        var piece = new byte[Math.Clamp(row.Bytes - offset, 0, maxBytes)];
        var filled = 0;
        // The first byte wanted lies in a chunk that begins less than the longest chunk before it.
        var command = Command(connection, _text.ChunksBetween, ("package", package), ("after", offset - IPackageStore.MaxPieceBytes), ("before", offset + piece.Length));
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                    filled += Copy((byte[])reader[1], reader.GetInt64(0) - offset, piece);
            }
        }

        return filled == piece.Length
            ? new PackagePiece(package, offset, piece, row.Bytes)
            : throw new PackageException(PackageFault.NotFound, $"The package {PackageHash.Short(package)} was deleted while it was read.");
    }

    /// <param name="chunk">Stored.</param>
    /// <param name="at">Where it begins, counted from the piece's first byte; may be negative.</param>
    /// <param name="piece">To be filled.</param>
    private static int Copy(byte[] chunk, long at, byte[] piece)
    {
        var from = Math.Max(0, -at);
        var to = Math.Min(chunk.Length, piece.Length - at);
        if (to <= from)
            return 0;

        Array.Copy(chunk, from, piece, at + from, to - from);
        return (int)(to - from);
    }

    private async Task RemoveAsync(DbTransaction transaction, string package, CancellationToken token)
    {
        await ExecuteAsync(Command(transaction, _text.DeleteChunks, ("package", package)), token).ConfigureAwait(false);
        await ExecuteAsync(Command(transaction, _text.Delete, ("package", package)), token).ConfigureAwait(false);
    }

    private Task<Row?> FindAsync(DbTransaction transaction, string package, CancellationToken token) =>
        FindAsync(transaction.Connection!, transaction, _text.FindAndLock, package, token); // not null: it has not ended

    private static async Task<Row?> FindAsync(DbConnection connection, DbTransaction? transaction, string sql, string package, CancellationToken token)
    {
        var command = Command(connection, sql, ("package", package));
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(token).ConfigureAwait(false)
                    ? new Row(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2) != 0, reader.GetInt64(3))
                    : null;
            }
        }
    }

    private async Task<long> ReceivedAsync(DbTransaction transaction, string package, CancellationToken token)
    {
        var command = Command(transaction, _text.Received, ("package", package));
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is long received ? received : 0;
    }

    private static async Task ExecuteAsync(DbCommand command, CancellationToken token)
    {
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
    }

    private static PackageException NotBegun(string package) =>
        new(PackageFault.NotFound, $"No upload of the package {PackageHash.Short(package)} has begun, or it was thrown away: begin it again.");

    private sealed record Row(string Upload, long Bytes, bool IsComplete, long Created);
}
