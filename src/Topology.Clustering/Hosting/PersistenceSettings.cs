using Microsoft.Data.Sqlite;

namespace Topology.Clustering.Hosting;

/// <summary>Where the master's decisions are stored.</summary>
internal static class PersistenceSettings
{
    /// <summary>How long a process waits for another one's write to the same file.</summary>
    private const int BusySeconds = 10;

    public static string For(NodeConfig config)
    {
        var plugin = $$"""
            connection-string = {{AkkaSettings.Quote(ConnectionString(config))}}
            provider-name = {{AkkaSettings.Quote(config.Master.Store == StoreKind.Sqlite ? "SQLite.MS" : "PostgreSQL.15")}}
            auto-initialize = true
            circuit-breaker { max-failures = 5, call-timeout = 10s, reset-timeout = 5s }
            """;
        return $$"""
            akka.persistence {
              journal.plugin = "akka.persistence.journal.sql"
              journal.sql {
                {{plugin}}
              }
              snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
              snapshot-store.sql {
                {{plugin}}
              }
            }
            """;
    }

    /// <summary>For everything of the master that is stored in SQL, packages included. A secret.</summary>
    public static string ConnectionString(NodeConfig config) => config.Master.Store switch
    {
        StoreKind.Sqlite => new SqliteConnectionStringBuilder { DataSource = config.SqliteFile, DefaultTimeout = BusySeconds }.ToString(),
        _ => config.Master.PostgreSql?.Reveal() ?? throw new ArgumentException("There is no connection string.", nameof(config)),
    };

    /// <summary>Makes the file of the embedded store, for its user only, and sets it to write-ahead logging, which stays with the file: readers and the writer then do not block each other, in any process.</summary>
    public static void Prepare(NodeConfig config)
    {
        if (!config.Node.IsMaster || config.Master.Store != StoreKind.Sqlite)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(config.SqliteFile))!);
        using (var file = new FileStream(config.SqliteFile, OwnFile()))
        {
            // Only to make it with the right mode.
        }
        using var connection = new SqliteConnection(ConnectionString(config));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
    }

    private static FileStreamOptions OwnFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
