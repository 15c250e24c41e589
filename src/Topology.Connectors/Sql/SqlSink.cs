using System.Data;
using System.Data.Common;
using Topology.Connectors.Durability;
using Topology.Connectors.Sql;

namespace Topology.Connectors;

/// <summary>Executes a statement, an insert or an upsert as a rule, for each tuple, in any database that has an ADO.NET driver and knows LIMIT; tested with SQLite and PostgreSQL.</summary>
/// <remarks>
/// <para>Effectively once: before a checkpoint the values are written, as text, to a staging table of the same database. When it is complete, one transaction executes the
/// statement for each of them, deletes them and notes the checkpoint: each row is there once, all rows of a task's checkpoint at once. Rows are known by the topology's name, component and task
/// index; what tasks have left that there are no longer, as the component has fewer now, the others write. A statement that the database refuses fails each try to commit, so let it bear what can come, by ON CONFLICT for one.</para>
/// <para>At least once: rows are written in one transaction when there are <see cref="SqlSinkOptions.BatchRows"/>, on a tick, after <see cref="SqlSinkOptions.FlushAfter"/>, before a checkpoint
/// and in Cleanup, and then acked; nothing is staged. Some may be written twice, so use an upsert. At most once: the same, but acked at once.</para>
/// <para>A connection is opened for each transaction: let the driver pool them.</para>
/// </remarks>
public sealed class SqlSink : Bolt, ITransactionalSink
{
    private const int TriesToCreate = 3; // one more than there are tables

    private readonly Func<DbConnection> _connect;
    private readonly SqlStatement _statement;
    private readonly SqlSinkOptions _options;
    private readonly List<object?[]> _rows = [];
    private SinkInputs _inputs = null!; // set by Prepare, which comes before any other call
    private SqlTables _tables = null!; // likewise
    private FlushTimer _timer = null!; // likewise
    private string _component = "";
    private int _task;
    private int _tasks;
    private long? _restored;
    private long? _committed;
    private long _prepared; // the last checkpoint with rows
    private bool _hasStaged = true; // for a checkpoint; at first a former instance may have left some
    private long _staged; // of the checkpoint to come

    /// <summary>Writes to a database.</summary>
    /// <param name="connect">Makes a connection, which this class opens if it is closed and disposes. All tasks share it and call it from their own threads.</param>
    /// <param name="statement">With parameters @p0, @p1 … by position or @field by name.</param>
    /// <param name="options">Null: the defaults.</param>
    public SqlSink(Func<DbConnection> connect, string statement, SqlSinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connect);
        ArgumentException.ThrowIfNullOrWhiteSpace(statement);
        _connect = connect;
        _statement = new SqlStatement(statement);
        _options = options ?? new SqlSinkOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.BatchRows, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.FlushAfter, TimeSpan.Zero, nameof(options));
        _ = new SqlTables(_options, "", "", 0); // checks the names
    }

    /// <summary>Declares nothing: a sink emits nothing.</summary>
    /// <inheritdoc/>
    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

    /// <inheritdoc/>
    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        ArgumentNullException.ThrowIfNull(context);
        _inputs = new SinkInputs(context.Config.Guarantee, collector);
        _tables = new SqlTables(_options, context.TopologyName, context.ThisComponentId, context.ThisTaskIndex);
        _timer = new FlushTimer(context, _options.FlushAfter, WriteRows);
        _component = context.ThisComponentId;
        (_task, _tasks) = (context.ThisTaskIndex, context.GetComponentTasks(_component).Count);
        _committed = _restored = context.RestoredCheckpoint;
        if (_inputs.AreTransactional && _options.CreateTables)
            CreateTables();
    }

    /// <inheritdoc/>
    public override void Execute(StreamTuple input)
    {
        if (input.IsTick)
        {
            _inputs.AckNow(input);
            if (!_inputs.AreTransactional)
                WriteRows();
            return;
        }
        if (!_inputs.TryRead(input, Read, out var row))
            return;
        _rows.Add(row);
        if (!_inputs.AreTransactional)
            _timer.Arm();
        if (_rows.Count < _options.BatchRows)
            return;
        if (_inputs.AreTransactional)
            InTransaction($"stage rows in {_options.StagingTable}", Stage);
        else
            WriteRows();
    }

    /// <summary>Begins nothing: the first row does.</summary>
    public void Begin() { }

    /// <inheritdoc/>
    public void Prepare(long checkpointId)
    {
        if (!_inputs.AreTransactional)
        {
            WriteRows();
            return;
        }
        if (_rows.Count == 0 && _staged == 0)
            return;
        InTransaction($"stage rows of checkpoint {checkpointId} in {_options.StagingTable}", (connection, transaction) =>
        {
            Stage(connection, transaction);
            _tables.Seal(connection, transaction, checkpointId);
        });
        _staged = 0;
        (_prepared, _hasStaged) = (checkpointId, true);
    }

    /// <inheritdoc/>
    public void Commit(long checkpointId)
    {
        if (!_inputs.AreTransactional || !_hasStaged)
            return;
        var committed = Math.Max(checkpointId, _committed ?? checkpointId);
        InTransaction($"write the rows of checkpoint {checkpointId}", (connection, transaction) =>
        {
            WriteStaged(connection, transaction, _tables, checkpointId);
            _tables.Settle(connection, transaction, checkpointId, committed);
        });
        _committed = committed;
        _hasStaged = _prepared > checkpointId;
    }

    /// <inheritdoc/>
    public void Abort()
    {
        if (!_inputs.AreTransactional)
            return;
        _rows.Clear();
        _staged = 0;
        _hasStaged = false;
        InTransaction($"clear {_options.StagingTable}", (connection, transaction) =>
        {
            _tables.Settle(connection, transaction, SqlTables.Open, _committed);
            TakeOver(connection, transaction);
        });
    }

    /// <summary>Writes the last rows, unless transactions do so.</summary>
    public override void Cleanup()
    {
        _timer.Dispose();
        _inputs.Forget();
        if (!_inputs.AreTransactional)
            WriteRows();
    }

    // The component had more tasks: each of those there are now does for some of the others what these would do at their start.
    private void TakeOver(DbConnection connection, DbTransaction transaction)
    {
        foreach (var (task, tables) in _tables.FindVanished(connection, transaction, _tasks))
        {
            if (task % _tasks != _task)
                continue;
            if (_restored is { } restored)
                WriteStaged(connection, transaction, tables, restored);
            tables.Settle(connection, transaction, SqlTables.Open, committed: null);
        }
    }

    private void WriteStaged(DbConnection connection, DbTransaction transaction, SqlTables tables, long checkpoint)
    {
        using var command = _statement.Prepare(connection, transaction);
        tables.ForEachStaged(connection, transaction, checkpoint, text => _statement.Execute(command, RowText.Decode(text)));
    }

    private object?[] Read(StreamTuple input)
    {
        try
        {
            return _statement.Read(input);
        }
        catch (ArgumentException error)
        {
            throw new ConnectorException($"Component \"{_component}\" cannot make a row: {error.Message}.", error);
        }
    }

    private void Stage(DbConnection connection, DbTransaction transaction)
    {
        _tables.Stage(connection, transaction, _rows.ConvertAll(RowText.Encode), _staged);
        _staged += _rows.Count;
        _rows.Clear();
    }

    private void WriteRows()
    {
        if (_rows.Count == 0)
            return;
        InTransaction($"write {_rows.Count} rows", (connection, transaction) =>
        {
            using var command = _statement.Prepare(connection, transaction);
            foreach (var row in _rows)
                _statement.Execute(command, row);
        });
        _rows.Clear();
        _inputs.AckWaiting();
    }

    private void CreateTables()
    {
        for (var left = TriesToCreate; left > 0; left--)
        {
            try
            {
                Connected("make its tables", _tables.Create);
                return;
            }
            catch (ConnectorException) when (left > 1)
            {
                // Another task made one at the same time, for which some databases have an error: next time it is there.
            }
        }
    }

    private void InTransaction(string purpose, Action<DbConnection, DbTransaction> action) => Connected(purpose, connection =>
    {
        using var transaction = connection.BeginTransaction();
        action(connection, transaction);
        transaction.Commit();
    });

    private void Connected(string purpose, Action<DbConnection> action)
    {
        try
        {
            using var connection = _connect();
            if (connection.State == ConnectionState.Closed)
                connection.Open();
            action(connection);
        }
        catch (Exception error) when (error is DbException or NotSupportedException or InvalidDataException or InvalidOperationException or InvalidCastException or TimeoutException)
        {
            throw new ConnectorException($"Component \"{_component}\" cannot {purpose}: {error.Message}", error);
        }
    }
}
