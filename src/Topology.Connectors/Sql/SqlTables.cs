using System.Data.Common;
using System.Text.RegularExpressions;

namespace Topology.Connectors.Sql;

/// <summary>The staging and the commits table, as far as they are one task's. One thread.</summary>
internal sealed partial class SqlTables
{
    /// <summary>The checkpoint of rows that were staged before their checkpoint began.</summary>
    public const long Open = long.MaxValue;

    private const int RowsAtOnce = 1000;
    private const string OfTask = "topology = @topology AND component = @component AND task_index = @task";

    private readonly SqlSinkOptions _options;
    private readonly string _topology;
    private readonly string _component;
    private readonly (string Name, object Value)[] _task;

    public SqlTables(SqlSinkOptions options, string topology, string component, int taskIndex)
    {
        foreach (var table in new[] { options.StagingTable, options.CommitsTable })
        {
            if (!TableName().IsMatch(table))
                throw new ArgumentException($"\"{table}\" is no name of a table: letters, digits and underscores only, with or without a schema.", nameof(options));
        }
        _options = options;
        _topology = topology;
        _component = component;
        _task = [("@topology", topology), ("@component", component), ("@task", taskIndex)];
    }

    public static DbCommand Command(DbConnection connection, DbTransaction? transaction, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        return command;
    }

    public void Create(DbConnection connection)
    {
        using var commits = Command(connection, null,
            $"CREATE TABLE IF NOT EXISTS {_options.CommitsTable} (topology TEXT NOT NULL, component TEXT NOT NULL, task_index INTEGER NOT NULL, checkpoint_id BIGINT NOT NULL, "
            + "PRIMARY KEY (topology, component, task_index))");
        commits.ExecuteNonQuery();
        using var staging = Command(connection, null,
            $"CREATE TABLE IF NOT EXISTS {_options.StagingTable} (topology TEXT NOT NULL, component TEXT NOT NULL, task_index INTEGER NOT NULL, checkpoint_id BIGINT NOT NULL, "
            + "row_number BIGINT NOT NULL, row_text TEXT NOT NULL, PRIMARY KEY (topology, component, task_index, checkpoint_id, row_number))");
        staging.ExecuteNonQuery();
    }

    /// <summary>Stages rows of the checkpoint to come.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">Of the connection.</param>
    /// <param name="rows">As text.</param>
    /// <param name="first">The number of the first.</param>
    public void Stage(DbConnection connection, DbTransaction transaction, IReadOnlyList<string> rows, long first)
    {
        using var insert = OfThisTask(connection, transaction,
            $"INSERT INTO {_options.StagingTable} (topology, component, task_index, checkpoint_id, row_number, row_text) VALUES (@topology, @component, @task, @checkpoint, @number, @text)",
            ("@checkpoint", Open), ("@number", 0L), ("@text", ""));
        var (number, text) = (insert.Parameters["@number"], insert.Parameters["@text"]);
        for (var i = 0; i < rows.Count; i++)
        {
            number.Value = first + i;
            text.Value = rows[i];
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Says that the rows staged so far belong to a checkpoint.</summary>
    public void Seal(DbConnection connection, DbTransaction transaction, long checkpoint)
    {
        using var update = OfThisTask(connection, transaction,
            $"UPDATE {_options.StagingTable} SET checkpoint_id = @checkpoint WHERE {OfTask} AND checkpoint_id = @open", ("@checkpoint", checkpoint), ("@open", Open));
        update.ExecuteNonQuery();
    }

    /// <summary>Hands out the rows of checkpoints after the last one written, up to this one, in order.</summary>
    public void ForEachStaged(DbConnection connection, DbTransaction transaction, long upTo, Action<string> row)
    {
        var (checkpoint, number) = (ReadCommitted(connection, transaction) ?? long.MinValue, long.MaxValue);
        while (true)
        {
            var rows = ReadStaged(connection, transaction, upTo, checkpoint, number); // a list: some drivers do nothing else while they read
            foreach (var item in rows)
                row(item.Text);
            if (rows.Count < RowsAtOnce)
                return;
            (checkpoint, number, _) = rows[^1];
        }
    }

    /// <summary>Deletes staged rows up to a checkpoint, and notes the last one written.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">Of the connection.</param>
    /// <param name="upTo">Included.</param>
    /// <param name="committed">Null: none was.</param>
    public void Settle(DbConnection connection, DbTransaction transaction, long upTo, long? committed)
    {
        using var clear = OfThisTask(connection, transaction, $"DELETE FROM {_options.StagingTable} WHERE {OfTask} AND checkpoint_id <= @checkpoint", ("@checkpoint", upTo));
        clear.ExecuteNonQuery();
        using var forget = OfThisTask(connection, transaction, $"DELETE FROM {_options.CommitsTable} WHERE {OfTask}");
        forget.ExecuteNonQuery();
        if (committed is not { } id)
            return;
        using var note = OfThisTask(connection, transaction,
            $"INSERT INTO {_options.CommitsTable} (topology, component, task_index, checkpoint_id) VALUES (@topology, @component, @task, @checkpoint)", ("@checkpoint", id));
        note.ExecuteNonQuery();
    }

    /// <summary>Tasks of the component that left something and that there are no longer.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">Of the connection.</param>
    /// <param name="count">Tasks that there are.</param>
    public IReadOnlyList<(int Task, SqlTables Tables)> FindVanished(DbConnection connection, DbTransaction transaction, int count)
    {
        var found = new List<(int, SqlTables)>();
        using var select = OfThisTask(connection, transaction,
            $"SELECT DISTINCT task_index FROM {_options.StagingTable} WHERE topology = @topology AND component = @component AND task_index <> @task AND task_index >= @count", ("@count", count));
        using var reader = select.ExecuteReader();
        while (reader.Read())
            found.Add((reader.GetInt32(0), new SqlTables(_options, _topology, _component, reader.GetInt32(0))));
        return found;
    }

    private long? ReadCommitted(DbConnection connection, DbTransaction transaction)
    {
        using var select = OfThisTask(connection, transaction, $"SELECT checkpoint_id FROM {_options.CommitsTable} WHERE {OfTask}");
        return (long?)select.ExecuteScalar();
    }

    private List<(long Checkpoint, long Number, string Text)> ReadStaged(DbConnection connection, DbTransaction transaction, long upTo, long checkpoint, long number)
    {
        using var select = OfThisTask(connection, transaction,
            $"SELECT checkpoint_id, row_number, row_text FROM {_options.StagingTable} WHERE {OfTask} AND checkpoint_id <= @upTo "
            + $"AND (checkpoint_id > @checkpoint OR checkpoint_id = @checkpoint AND row_number > @number) ORDER BY checkpoint_id, row_number LIMIT {RowsAtOnce}",
            ("@upTo", upTo), ("@checkpoint", checkpoint), ("@number", number));
        using var reader = select.ExecuteReader();
        var rows = new List<(long, long, string)>();
        while (reader.Read())
            rows.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2)));
        return rows;
    }

    private DbCommand OfThisTask(DbConnection connection, DbTransaction transaction, string text, params ReadOnlySpan<(string Name, object Value)> more)
    {
        var command = Command(connection, transaction, text);
        foreach (var (name, value) in (ReadOnlySpan<(string, object)>)[.. _task, .. more])
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex TableName();
}
