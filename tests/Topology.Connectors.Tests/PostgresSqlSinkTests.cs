using CsCheck;
using Npgsql;
using Topology.Clustering.Tests.Support;
using Topology.Connectors.Tests.Support;

namespace Topology.Connectors.Tests;

/// <summary>The same with PostgreSQL, which is stricter about types and transactions.</summary>
public sealed class PostgresSqlSinkTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const string Insert = "INSERT INTO numbers (number) VALUES (@number)";

    [Fact]
    public async Task When_it_crashes_at_any_point_Then_each_row_is_there_once()
    {
        await using var source = await CreateAsync("CREATE TABLE numbers (place SERIAL, number BIGINT)");

        Gen.Select(CrashModel.Steps, Gen.Int[1, 5]).Sample((steps, batch) =>
        {
            Execute(source, "TRUNCATE numbers");

            var count = CrashModel.RunTransactions(() => new SqlSink(source.CreateConnection, Insert, new SqlSinkOptions { BatchRows = batch }), steps);

            Assert.Equal(Enumerable.Range(1, (int)count).Select(number => (long)number), Numbers(source));
        }, iter: 30, threads: 1);
    }

    [Fact]
    public async Task When_several_tasks_begin_at_once_Then_the_tables_are_made_once()
    {
        await using var source = await CreateAsync("CREATE TABLE numbers (place SERIAL, number BIGINT)");

        const int Tasks = 8;
        Parallel.For(0, Tasks, index =>
        {
            var run = new SinkRun(new SqlSink(source.CreateConnection, Insert), DeliveryGuarantee.EffectivelyOnce, index: index, tasks: Tasks);
            run.Number(index);
            run.Prepare(1);
            run.Sink.Commit(1);
        });

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Numbers(source).Order());
    }

    [Fact]
    public async Task When_values_are_of_its_types_Then_it_takes_them_from_the_staging_table()
    {
        await using var source = await CreateAsync("CREATE TABLE numbers (place SERIAL, a TEXT, b INTEGER, c DOUBLE PRECISION, d BOOLEAN, e TIMESTAMPTZ, f BYTEA, g NUMERIC, h UUID, number BIGINT)");
        var run = new SinkRun(new SqlSink(source.CreateConnection, "INSERT INTO numbers (a, b, c, d, e, f, g, h, number) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)"), DeliveryGuarantee.EffectivelyOnce);

        run.Bolt.Execute(Tuples.Of(
            new Fields("a", "b", "c", "d", "e", "f", "g", "h", "i"),
            Value.Null, 1, 0.5, true, new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc), new byte[] { 1 }, Value.From(1.5m), Value.From(Guid.Empty), 7L));
        run.Prepare(1);
        run.Sink.Commit(1);

        Assert.Equal([7], Numbers(source));
    }

    private static List<long> Numbers(NpgsqlDataSource source)
    {
        using var command = source.CreateCommand("SELECT number FROM numbers ORDER BY place");
        using var reader = command.ExecuteReader();
        var numbers = new List<long>();
        while (reader.Read())
            numbers.Add(reader.GetInt64(0));
        return numbers;
    }

    private static void Execute(NpgsqlDataSource source, string statement)
    {
        using var command = source.CreateCommand(statement);
        command.ExecuteNonQuery();
    }

    private async Task<NpgsqlDataSource> CreateAsync(string table)
    {
        var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        Execute(source, table);
        return source;
    }
}
