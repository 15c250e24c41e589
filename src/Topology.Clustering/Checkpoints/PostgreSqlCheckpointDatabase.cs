using System.Data.Common;
using Npgsql;
using Topology.Clustering.Packages;

namespace Topology.Clustering.Checkpoints;

/// <summary>A PostgreSQL database.</summary>
internal sealed class PostgreSqlCheckpointDatabase : CheckpointDatabase
{
    private readonly string _connectionString;

    public PostgreSqlCheckpointDatabase(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        _connectionString = connectionString;
        Name = $"the PostgreSQL database {parts.Database ?? parts.Username} at {parts.Host}";
    }

    public override CheckpointText Text => CheckpointText.PostgreSql;

    public override string Name { get; }

    protected override string? ForEachConnection => null;

    protected override string? ForEachDatabase => null;

    protected override DbConnection Connect() => new NpgsqlConnection(_connectionString);

    protected override bool MakePlace() => false;

    // When one connection is cut the others in the pool are as well: the server was restarted, or the way to it is closed.
    protected override void ClearPool(DbConnection connection) => NpgsqlConnection.ClearPool((NpgsqlConnection)connection);

    // Class 57P: the server ends connections, or is about to. Else: the network.
    protected override bool IsCut(Exception cause) => cause is PostgresException answer
        ? answer.SqlState.StartsWith("57P", StringComparison.Ordinal)
        : cause is NpgsqlException { InnerException: IOException };

    protected override string Explain(Exception cause) => cause switch
    {
        DbException full when SqlFault.IsFull(full) => $"Its disk is full: make room there, or delete old checkpoints. ({full.Message})",
        PostgresException answer => $"The server says: {answer.Message}",
        _ => $"The server cannot be reached: see whether it runs, and the address, user and password in the configuration. ({cause.Message})",
    };
}
