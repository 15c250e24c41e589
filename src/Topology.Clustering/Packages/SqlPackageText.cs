namespace Topology.Clustering.Packages;

/// <summary>The database's statements. Both kinds understand all of them but what is a parameter here.</summary>
/// <param name="bytesType">What a column of bytes is called.</param>
/// <param name="lockRow">Added to a select in a transaction, so that others wait with the row; empty where a transaction keeps all others out.</param>
internal sealed class SqlPackageText(string bytesType, string lockRow)
{
    // Writers take turns from the beginning of a transaction on (the provider's BEGIN IMMEDIATE).
    public static SqlPackageText Sqlite { get; } = new("BLOB", "");

    public static SqlPackageText PostgreSql { get; } = new("BYTEA", " FOR UPDATE");

    /// <summary>upload: a new number for each start from nothing, so that who verified one upload cannot complete the next. start: the offset of a chunk's first byte.</summary>
    public string CreateTables { get; } =
        $"""
        CREATE TABLE IF NOT EXISTS packages (
            sha256 VARCHAR(64) NOT NULL PRIMARY KEY,
            upload VARCHAR(32) NOT NULL,
            bytes BIGINT NOT NULL,
            complete INTEGER NOT NULL,
            created BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS package_chunks (
            sha256 VARCHAR(64) NOT NULL,
            start BIGINT NOT NULL,
            bytes {bytesType} NOT NULL,
            PRIMARY KEY (sha256, start));
        """;

    public string Find => "SELECT upload, bytes, complete, created FROM packages WHERE sha256 = @package";

    public string FindAndLock => Find + lockRow;

    public string Insert => "INSERT INTO packages (sha256, upload, bytes, complete, created) VALUES (@package, @upload, @bytes, 0, @created) ON CONFLICT (sha256) DO NOTHING";

    public string Touch => "UPDATE packages SET created = @created WHERE sha256 = @package";

    public string MarkComplete => "UPDATE packages SET complete = 1 WHERE sha256 = @package AND upload = @upload";

    public string Delete => "DELETE FROM packages WHERE sha256 = @package";

    public string DeleteChunks => "DELETE FROM package_chunks WHERE sha256 = @package";

    public string InsertChunk => "INSERT INTO package_chunks (sha256, start, bytes) VALUES (@package, @start, @bytes)";

    public string Received => "SELECT start + length(bytes) FROM package_chunks WHERE sha256 = @package ORDER BY start DESC LIMIT 1";

    public string Chunks => "SELECT bytes FROM package_chunks WHERE sha256 = @package ORDER BY start";

    public string ChunksBetween => "SELECT start, bytes FROM package_chunks WHERE sha256 = @package AND start > @after AND start < @before ORDER BY start";

    public string OlderThan => "SELECT sha256 FROM packages WHERE created <= @created ORDER BY sha256";
}
