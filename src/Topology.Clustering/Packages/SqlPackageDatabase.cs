using System.Data.Common;

namespace Topology.Clustering.Packages;

/// <summary>The connections of the package store: makes the tables once, runs statements, and says in one way what went wrong. Any thread.</summary>
internal sealed class SqlPackageDatabase(DbProviderFactory provider, string connectionString, SqlPackageText text, string? prepare)
{
    private volatile bool _isPrepared;

    /// <summary>Runs work with a connection of its own, on a pool thread: SQLite's provider blocks whoever calls it.</summary>
    /// <exception cref="PackageException">The database cannot be reached or is full.</exception>
    public Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken token) => Task.Run(
        async () =>
        {
            try
            {
                var connection = provider.CreateConnection() ?? throw new InvalidOperationException($"{provider.GetType().Name} makes no connections.");
                await using (connection.ConfigureAwait(false))
                {
                    connection.ConnectionString = connectionString;
                    await connection.OpenAsync(token).ConfigureAwait(false);
                    await PrepareAsync(connection, token).ConfigureAwait(false);
                    return await work(connection).ConfigureAwait(false);
                }
            }
            catch (DbException e)
            {
                throw SqlFault.Describe(e);
            }
        },
        token);

    /// <summary>The same in a transaction that others wait for; committed unless the work throws.</summary>
    public Task<T> RunTransactionAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken token) => RunAsync(
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

    public static DbCommand Command(DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        SqlStatement.Create(connection, transaction: null, sql, parameters);

    public static DbCommand Command(DbTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        SqlStatement.Create(transaction.Connection!, transaction, sql, parameters); // not null: it has not ended

    private async Task PrepareAsync(DbConnection connection, CancellationToken token)
    {
        if (_isPrepared)
            return;

        if (prepare is not null)
            await SqlStatement.ExecuteAsync(connection, prepare, token).ConfigureAwait(false);
        await SqlStatement.MakeTablesAsync(connection, text.CreateTables, token).ConfigureAwait(false);
        _isPrepared = true;
    }
}
