using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Topology.Clustering.Packages;

/// <summary>What the errors of databases mean.</summary>
internal static class SqlFault
{
    private const int SqliteFull = 13; // SQLITE_FULL, https://www.sqlite.org/rescode.html
    private const int SqliteInputOutput = 10; // SQLITE_IOERR
    private const string PostgreSqlUniqueViolation = "23505"; // https://www.postgresql.org/docs/15/errcodes-appendix.html
    private const string PostgreSqlDuplicateTable = "42P07";
    private const string PostgreSqlDuplicateObject = "42710";
    private const string PostgreSqlDiskFull = "53100";

    /// <summary>An exception to throw. The message does not repeat the connection string, which may hold a password.</summary>
    public static PackageException Describe(DbException cause) => IsFull(cause)
        ? new PackageException(PackageFault.StorageFull, $"The package store's disk is full: {cause.Message}", cause)
        : new PackageException(PackageFault.Unavailable, $"The package store's database cannot be used now: {cause.Message}", cause);

    /// <summary>Whether two made a table at once.</summary>
    public static bool IsRaceOfCreators(DbException error) =>
        error.SqlState is PostgreSqlUniqueViolation or PostgreSqlDuplicateTable or PostgreSqlDuplicateObject;

    /// <summary>Whether a full disk is the reason.</summary>
    public static bool IsFull(DbException error) => error is SqliteException sqlite
        ? sqlite.SqliteErrorCode == SqliteFull || (sqlite.SqliteErrorCode == SqliteInputOutput && sqlite.Message.Contains("full", StringComparison.OrdinalIgnoreCase))
        : error.SqlState == PostgreSqlDiskFull;
}
