using CsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>What is in the table, when, and after which crash.</summary>
public sealed class SqlSinkTests : IDisposable
{
    private const DeliveryGuarantee Exactly = DeliveryGuarantee.EffectivelyOnce;
    private const string Insert = "INSERT INTO numbers (number) VALUES (@number)";
    private const string Table = "CREATE TABLE numbers (number INTEGER)";

    private readonly MemoryDatabase _database = new(Table);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void When_a_checkpoint_completes_Then_its_rows_are_there_and_not_before()
    {
        var run = new SinkRun(Sink(), Exactly);
        run.Numbers(1, 2);
        run.Prepare(7);
        run.Numbers(3, 3);
        Assert.Empty(Numbers());

        run.Sink.Commit(7);

        Assert.Equal(["1", "2"], Numbers());
        Assert.Equal(["demo sink 0 7"], _database.Read("SELECT * FROM topology_commits"));
        Assert.Empty(_database.Read("SELECT * FROM topology_staging"));
        Assert.Equal([1, 2, 3], run.Collector.Acked.Select(value => value.AsInt32()));
    }

    [Fact]
    public void When_it_comes_back_with_fewer_tasks_Then_the_others_write_what_was_complete_and_drop_the_rest()
    {
        for (var task = 0; task < 5; task++)
        {
            var before = new SinkRun(Sink(), Exactly, index: task, tasks: 5);
            before.Numbers(10 * task, 10 * task);
            before.Prepare(7);
            before.Numbers(10 * task + 1, 10 * task + 1);
            before.Prepare(8); // never complete
        }

        for (var times = 0; times < 2; times++)
        {
            _ = new SinkRun(Sink(), Exactly, restored: 7, index: 0, tasks: 2);
            _ = new SinkRun(Sink(), Exactly, restored: 7, index: 1, tasks: 2);
        }

        Assert.Equal(["0", "10", "20", "30", "40"], Numbers().Order(StringComparer.Ordinal));
        Assert.Empty(_database.Read("SELECT * FROM topology_staging"));
        Assert.Equal(["demo sink 0 7", "demo sink 1 7"], _database.Read("SELECT * FROM topology_commits ORDER BY task_index"));
    }

    [Fact]
    public void When_it_crashes_at_any_point_Then_each_row_is_there_once() => Gen.Select(CrashModel.Steps, Gen.Int[1, 5]).Sample((steps, batch) =>
    {
        using var database = new MemoryDatabase(Table);

        var count = CrashModel.RunTransactions(() => new SqlSink(database.Connect, Insert, new SqlSinkOptions { BatchRows = batch }), steps);

        Assert.Equal(Enumerable.Range(1, (int)count).Select(number => $"{number}"), database.Read("SELECT number FROM numbers ORDER BY rowid"));
    }, iter: 100);

    [Fact]
    public void When_it_crashes_without_transactions_Then_each_row_is_there_at_least_once() => Gen.Select(CrashModel.Steps, Gen.Int[1, 5]).Sample((steps, batch) =>
    {
        using var database = new MemoryDatabase(Table);

        var count = CrashModel.RunAcks(() => new SqlSink(database.Connect, Insert, new SqlSinkOptions { BatchRows = batch }), steps);

        Assert.Equal(Enumerable.Range(1, (int)count).Select(number => $"{number}"), database.Read("SELECT DISTINCT number FROM numbers ORDER BY number"));
    }, iter: 100);

    [Fact]
    public void When_the_database_refuses_a_row_of_a_commit_Then_none_is_written_until_it_bears_them()
    {
        _database.Execute("CREATE UNIQUE INDEX once ON numbers (number)");
        _database.Execute("INSERT INTO numbers (number) VALUES (2)");
        var run = new SinkRun(Sink(), Exactly);
        run.Numbers(1, 3);
        run.Prepare(1);

        var error = Assert.Throws<ConnectorException>(() => run.Sink.Commit(1));
        Assert.StartsWith("Component \"sink\" cannot write the rows of checkpoint 1: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(["2"], Numbers());
        _database.Execute("DELETE FROM numbers");
        _ = new SinkRun(Sink(), Exactly, restored: 1);

        Assert.Equal(["1", "2", "3"], Numbers());
    }

    [Fact]
    public void When_a_checkpoint_has_no_rows_Then_the_database_is_left_alone()
    {
        var connections = 0;
        var run = new SinkRun(new SqlSink(() =>
        {
            connections++;
            return _database.Connect();
        }, Insert), Exactly);
        run.Number(1);
        run.Prepare(1);
        run.Prepare(2);
        run.Sink.Commit(2);
        var before = connections;

        run.Prepare(3);
        run.Sink.Commit(3);

        Assert.Equal(before, connections);
        Assert.Equal(["1"], Numbers());
    }

    [Fact]
    public void When_a_topology_begins_anew_Then_what_its_predecessor_committed_hides_nothing()
    {
        var run = new SinkRun(Sink(), Exactly);
        run.Number(1);
        run.Prepare(40);
        run.Sink.Commit(40);

        var anew = new SinkRun(Sink(), Exactly);
        anew.Number(2);
        anew.Prepare(1);
        anew.Sink.Commit(1);

        Assert.Equal(["1", "2"], Numbers());
        Assert.Equal(["demo sink 0 1"], _database.Read("SELECT * FROM topology_commits"));
    }

    [Fact]
    public void When_two_tasks_write_Then_one_does_not_touch_the_others_rows()
    {
        var other = new SinkRun(Sink(), Exactly, index: 1);
        other.Number(1);
        other.Prepare(1);

        var run = new SinkRun(Sink(), Exactly);
        run.Number(2);
        run.Prepare(1);
        run.Sink.Commit(1);
        Assert.Equal(["2"], Numbers());
        other.Sink.Commit(1);

        Assert.Equal(["1", "2"], Numbers());
    }

    [Fact]
    public void When_more_rows_wait_than_are_read_at_once_Then_all_are_written_in_order()
    {
        var run = new SinkRun(Sink(), Exactly);
        run.Numbers(1, 1500);
        run.Prepare(1);
        run.Numbers(1501, 3000);
        run.Prepare(2);

        run.Sink.Commit(2);

        Assert.Equal(Enumerable.Range(1, 3000).Select(number => $"{number}"), _database.Read("SELECT number FROM numbers ORDER BY rowid"));
    }

    [Fact]
    public void When_there_are_no_transactions_Then_rows_are_written_and_acked_by_number_time_tick_and_in_Cleanup()
    {
        var time = new FakeTimeProvider();
        var run = new SinkRun(Sink(new SqlSinkOptions { BatchRows = 2 }), DeliveryGuarantee.AtLeastOnce, time: time);
        run.Numbers(1, 3);
        Assert.Equal(["1", "2"], Numbers());
        Assert.Equal(2, run.Collector.Acked.Count);

        time.Advance(TimeSpan.FromSeconds(1));
        run.RunPosted();
        Assert.Equal(3, Numbers().Count);
        run.Number(4);
        run.Tick();
        Assert.Equal(4, Numbers().Count);
        run.Number(5);
        run.Prepare(1);
        Assert.Equal(5, Numbers().Count);
        Assert.Equal(6, run.Collector.Acked.Count); // the tick is one
        run.Number(6);
        run.Bolt.Cleanup();

        Assert.Equal(["1", "2", "3", "4", "5", "6"], Numbers());
        Assert.Equal(["numbers"], _database.Read("SELECT name FROM sqlite_master WHERE type = 'table'"));
    }

    [Fact]
    public void When_parameters_are_given_by_position_and_name_Then_quoted_ones_are_text()
    {
        using var database = new MemoryDatabase("CREATE TABLE words (a TEXT, b TEXT, c TEXT)");
        var run = new SinkRun(new SqlSink(database.Connect, "INSERT INTO words VALUES (@p1, '@p7 it''s', @word)"), Exactly);
        run.Bolt.Execute(Tuples.Of(new Fields("word", "count"), "x", 5));
        run.Prepare(1);
        run.Sink.Commit(1);

        Assert.Equal(["5 @p7 it's x"], database.Read("SELECT * FROM words"));
    }

    [Fact]
    public void When_values_have_any_type_a_database_knows_Then_staging_keeps_them()
    {
        object?[] values =
        [
            null, "", "ä\"\n", true, false, -1, long.MinValue, 0.1, double.NaN, double.PositiveInfinity, 1.10m, new byte[] { 0, 255 }, Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc).AddTicks(7), new DateTime(2024, 2, 29), new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(-5)),
            new DateOnly(2024, 2, 29), TimeSpan.FromTicks(-7),
        ];

        var kept = Sql.RowText.Decode(Sql.RowText.Encode(values));

        Assert.Equal(values, kept);
        Assert.Equal(DateTimeKind.Utc, Assert.IsType<DateTime>(kept[13]).Kind);
    }

    [Fact]
    public void When_a_value_has_another_type_Then_the_error_says_which()
    {
        var run = new SinkRun(Sink(), Exactly);
        run.Bolt.Execute(Tuples.Of(new Fields("number"), Value.From(new Version(1, 2))));

        var error = Assert.Throws<ConnectorException>(() => run.Prepare(1));

        Assert.StartsWith("Component \"sink\" cannot stage rows of checkpoint 1 in topology_staging: a value of type System.Version cannot be a parameter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_parameter_is_no_field_Then_the_error_names_both()
    {
        var run = new SinkRun(new SqlSink(_database.Connect, "INSERT INTO numbers VALUES (@nummer)"), Exactly);

        var error = Assert.Throws<ConnectorException>(() => run.Number(1));

        Assert.Equal("Component \"sink\" cannot make a row: parameter @nummer is neither a field nor a position of (number) from \"source\"; name them by field, or @p0 … @p0.", error.Message);
    }

    [Fact]
    public void When_there_is_no_database_Then_the_error_names_the_component()
    {
        var error = Assert.Throws<ConnectorException>(() => new SinkRun(new SqlSink(() => new SqliteConnection("Data Source=/none/none.db"), Insert), Exactly));

        Assert.StartsWith("Component \"sink\" cannot make its tables: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_table_has_a_name_that_is_none_Then_it_is_refused() =>
        Assert.Throws<ArgumentException>(() => Sink(new SqlSinkOptions { StagingTable = "a; DROP TABLE b" }));

    private List<string> Numbers() => _database.Read("SELECT number FROM numbers ORDER BY number");

    private SqlSink Sink(SqlSinkOptions? options = null) => new(_database.Connect, Insert, options);
}
