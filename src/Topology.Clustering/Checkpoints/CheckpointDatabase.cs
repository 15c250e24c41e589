using System.Data.Common;
using Topology.Clustering.Packages;
using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Checkpoints;

/// <summary>The connections of a checkpoint store: makes the tables, runs statements, and says in one way what went wrong. Any thread; on the caller's as long as the provider does not really wait.</summary>
internal abstract class CheckpointDatabase
{
    private volatile bool _isPrepared;

    public abstract CheckpointText Text { get; }

    /// <summary>Whether there may be something in it: false for a file that was never made.</summary>
    public virtual bool Exists => true;

    /// <summary>In messages: which it is, without a password.</summary>
    public abstract string Name { get; }

    /// <summary>Runs work with a connection of its own. Work that failed because an idle connection had been cut is run once more: it must bear that.</summary>
    /// <param name="what">What is not done if it fails; begins the message.</param>
    /// <param name="work">With the connection, open.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="CheckpointStoreException">The database cannot be used now. The next call starts from nothing.</exception>
    public async Task<T> RunAsync<T>(string what, Func<DbConnection, Task<T>> work, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        for (var isAgain = false; ; isAgain = true)
        {
            var isOpen = false;
            var connection = Connect();
            await using (connection.ConfigureAwait(false))
            {
                try
                {
                    if (MakePlace())
                        Forget(connection);
                    await connection.OpenAsync(token).ConfigureAwait(false);
                    isOpen = true;
                    await PrepareAsync(connection, token).ConfigureAwait(false);
                    return await work(connection).ConfigureAwait(false);
                }
                catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
                {
                    Forget(connection);
                    if (isAgain || !isOpen || !IsCut(e))
                        throw Describe(what, e);
                }
            }
        }
    }

    /// <summary>The same in a transaction; committed unless the work throws.</summary>
    public Task<T> RunTransactionAsync<T>(string what, Func<DbTransaction, Task<T>> work, CancellationToken token) => RunAsync(
        what,
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await work(transaction).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return result;
            }
        },
        token);

    /// <summary>An exception to throw.</summary>
    public CheckpointStoreException Describe(string what, Exception cause) => new($"{what} in {Name}. {Explain(cause)}", cause);

    /// <summary>A command to dispose of.</summary>
    public static DbCommand Command(DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        SqlStatement.Create(connection, transaction: null, sql, parameters);

    /// <summary>Runs a statement in a transaction.</summary>
    public static async Task ExecuteAsync(DbTransaction transaction, string sql, CancellationToken token, params (string Name, object? Value)[] parameters)
    {
        var command = Command(transaction, sql, parameters);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
    }

    /// <summary>Runs a query for one text in a transaction. Null: no row.</summary>
    public static async Task<string?> FindAsync(DbTransaction transaction, string sql, CancellationToken token, params (string Name, object? Value)[] parameters)
    {
        var command = Command(transaction, sql, parameters);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(token).ConfigureAwait(false) as string;
    }

    /// <summary>A connection, not open yet.</summary>
    protected abstract DbConnection Connect();

    /// <summary>Makes what a connection needs to open.</summary>
    /// <returns>Whether it had to be made, so that what was known of the database no longer holds.</returns>
    protected abstract bool MakePlace();

    /// <summary>Run with each connection from the pool or new. Null: nothing.</summary>
    protected abstract string? ForEachConnection { get; }

    /// <summary>Run once, before the tables are made. Null: nothing.</summary>
    protected abstract string? ForEachDatabase { get; }

    /// <summary>Closes what is in the connection's pool.</summary>
    protected abstract void ClearPool(DbConnection connection);

    /// <summary>Whether the connection had been cut before it was used.</summary>
    protected abstract bool IsCut(Exception cause);

    /// <summary>What the cause means and what to do, as sentences.</summary>
    protected abstract string Explain(Exception cause);

    private void Forget(DbConnection connection)
    {
        _isPrepared = false;
        ClearPool(connection);
    }

    private async Task PrepareAsync(DbConnection connection, CancellationToken token)
    {
        if (ForEachConnection is { } each)
            await SqlStatement.ExecuteAsync(connection, each, token).ConfigureAwait(false);
        if (_isPrepared)
            return;

        if (ForEachDatabase is { } once)
            await SqlStatement.ExecuteAsync(connection, once, token).ConfigureAwait(false);
        await SqlStatement.MakeTablesAsync(connection, Text.CreateTables, token).ConfigureAwait(false);
        _isPrepared = true;
    }

    private static DbCommand Command(DbTransaction transaction, string sql, ReadOnlySpan<(string Name, object? Value)> parameters) =>
        SqlStatement.Create(transaction.Connection!, transaction, sql, parameters); // not null: it has not ended
}
