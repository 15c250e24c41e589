using System.Data.Common;

namespace Topology.Clustering.Packages;

/// <summary>What the stores in SQL have in common: commands, and tables that several processes may make at once.</summary>
internal static class SqlStatement
{
    /// <summary>A command to dispose of.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">Null: none.</param>
    /// <param name="sql">With parameters by name.</param>
    /// <param name="parameters">Null stands for NULL.</param>
    public static DbCommand Create(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs a statement without parameters.</summary>
    public static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken token)
    {
        var command = Create(connection, transaction: null, sql);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
    }

    /// <summary>Makes tables that may be there. Twice at once does no harm: the statements are made for it.</summary>
    public static async Task MakeTablesAsync(DbConnection connection, string sql, CancellationToken token)
    {
        try
        {
            await ExecuteAsync(connection, sql, token).ConfigureAwait(false);
        }
        catch (DbException e) when (SqlFault.IsRaceOfCreators(e))
        {
            // PostgreSQL looks whether a table exists before it makes it: another process was in between. Now it is there.
            await ExecuteAsync(connection, sql, token).ConfigureAwait(false);
        }
    }
}
