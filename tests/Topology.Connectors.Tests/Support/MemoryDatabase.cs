using Microsoft.Data.Sqlite;

namespace Topology.Connectors.Tests.Support;

/// <summary>A database that lives as long as the test.</summary>
internal sealed class MemoryDatabase : IDisposable
{
    private readonly string _connection = $"Data Source={Guid.NewGuid():N};Mode=Memory;Cache=Shared";
    private readonly SqliteConnection _kept;

    public MemoryDatabase(string table)
    {
        _kept = new SqliteConnection(_connection);
        _kept.Open();
        Execute(table);
    }

    public SqliteConnection Connect() => new(_connection);

    public void Execute(string statement)
    {
        using var command = _kept.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows as text, values separated by blanks.</summary>
    public List<string> Read(string query)
    {
        using var command = _kept.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "null" : reader.GetString(column))));
        return rows;
    }

    public void Dispose() => _kept.Dispose();
}
