namespace Topology.Clustering.Checkpoints;

/// <summary>The database's statements. Both kinds understand all of them but what is a parameter here.</summary>
/// <param name="bytesType">What a column of bytes is called.</param>
/// <param name="listOfNames">The values of the JSON array @pieces as rows with the column "value".</param>
/// <param name="takeTurns">Makes transactions that commit or delete checkpoints of a topology wait for each other; empty where a transaction keeps all other writers out.</param>
internal sealed class CheckpointText(string bytesType, string listOfNames, string takeTurns)
{
    // Writers take turns from the beginning of a transaction on (the provider's BEGIN IMMEDIATE).
    public static CheckpointText Sqlite { get; } = new("BLOB", "json_each(@pieces)", "");

    public static CheckpointText PostgreSql { get; } = new("BYTEA", "json_array_elements_text(CAST(@pieces AS json))", "SELECT pg_advisory_xact_lock(@key)");

    public string TakeTurns => takeTurns;

    /// <summary>checkpoint of a piece: for which it was written. checkpoint_references: what a manifest names, for deletion, also of a manifest that cannot be read any more.</summary>
    public string CreateTables { get; } =
        $"""
        CREATE TABLE IF NOT EXISTS checkpoint_manifests (
            topology TEXT NOT NULL,
            checkpoint BIGINT NOT NULL,
            savepoint TEXT,
            manifest TEXT NOT NULL,
            sha256 {bytesType} NOT NULL,
            PRIMARY KEY (topology, checkpoint));
        CREATE TABLE IF NOT EXISTS checkpoint_references (
            topology TEXT NOT NULL,
            piece TEXT NOT NULL,
            checkpoint BIGINT NOT NULL,
            PRIMARY KEY (topology, piece, checkpoint),
            FOREIGN KEY (topology, checkpoint) REFERENCES checkpoint_manifests ON DELETE CASCADE);
        CREATE INDEX IF NOT EXISTS checkpoint_references_of ON checkpoint_references (topology, checkpoint);
        CREATE TABLE IF NOT EXISTS checkpoint_pieces (
            topology TEXT NOT NULL,
            piece TEXT NOT NULL,
            checkpoint BIGINT NOT NULL,
            bytes BIGINT NOT NULL,
            chunks INTEGER NOT NULL,
            PRIMARY KEY (topology, piece));
        CREATE TABLE IF NOT EXISTS checkpoint_chunks (
            topology TEXT NOT NULL,
            piece TEXT NOT NULL,
            chunk INTEGER NOT NULL,
            sha256 {bytesType} NOT NULL,
            bytes {bytesType} NOT NULL,
            PRIMARY KEY (topology, piece, chunk),
            FOREIGN KEY (topology, piece) REFERENCES checkpoint_pieces ON DELETE CASCADE);
        CREATE TABLE IF NOT EXISTS checkpoint_leads (
            topology TEXT NOT NULL PRIMARY KEY,
            term BIGINT NOT NULL,
            last_id BIGINT NOT NULL);
        """;

    public string FindTerm => "SELECT CAST(term AS TEXT) FROM checkpoint_leads WHERE topology = @topology";

    /// <summary>The highest id that was given away or used in any way.</summary>
    public string FindLastId =>
        """
        SELECT CAST(COALESCE(MAX(id), 0) AS TEXT) FROM (
            SELECT last_id AS id FROM checkpoint_leads WHERE topology = @topology
            UNION ALL SELECT MAX(checkpoint) FROM checkpoint_manifests WHERE topology = @topology
            UNION ALL SELECT MAX(checkpoint) FROM checkpoint_pieces WHERE topology = @topology) AS ids
        """;

    public string PutLead =>
        """
        INSERT INTO checkpoint_leads (topology, term, last_id) VALUES (@topology, @term, @last)
        ON CONFLICT (topology) DO UPDATE SET term = excluded.term, last_id = excluded.last_id
        """;

    /// <summary>Others that write the same piece wait from here on.</summary>
    public string PutPiece =>
        """
        INSERT INTO checkpoint_pieces (topology, piece, checkpoint, bytes, chunks) VALUES (@topology, @piece, @checkpoint, @bytes, @chunks)
        ON CONFLICT (topology, piece) DO UPDATE SET bytes = excluded.bytes, chunks = excluded.chunks
        """;

    public string DeleteChunks => "DELETE FROM checkpoint_chunks WHERE topology = @topology AND piece = @piece";

    public string InsertChunk => "INSERT INTO checkpoint_chunks (topology, piece, chunk, sha256, bytes) VALUES (@topology, @piece, @chunk, @sha256, @bytes)";

    /// <summary>One statement, so that a piece is not replaced in between. A piece without chunks is a row with nulls.</summary>
    public string ReadPiece =>
        """
        SELECT p.bytes, p.chunks, c.chunk, c.sha256, c.bytes
        FROM checkpoint_pieces p LEFT JOIN checkpoint_chunks c ON c.topology = p.topology AND c.piece = p.piece
        WHERE p.topology = @topology AND p.piece = @piece ORDER BY c.chunk
        """;

    public string FindManifest => "SELECT manifest FROM checkpoint_manifests WHERE topology = @topology AND checkpoint = @checkpoint";

    public string InsertManifest => "INSERT INTO checkpoint_manifests (topology, checkpoint, savepoint, manifest, sha256) VALUES (@topology, @checkpoint, @savepoint, @manifest, @sha256)";

    public string InsertReferences { get; } = $"INSERT INTO checkpoint_references (topology, piece, checkpoint) SELECT @topology, value, @checkpoint FROM {listOfNames}";

    /// <summary>A piece that the manifest names and that is not there.</summary>
    public string FindMissing =>
        """
        SELECT r.piece FROM checkpoint_references r WHERE r.topology = @topology AND r.checkpoint = @checkpoint
        AND NOT EXISTS (SELECT 1 FROM checkpoint_pieces p WHERE p.topology = r.topology AND p.piece = r.piece) ORDER BY r.piece LIMIT 1
        """;

    public string ListManifests => "SELECT checkpoint, savepoint, manifest, sha256 FROM checkpoint_manifests WHERE topology = @topology ORDER BY checkpoint DESC";

    public string DeleteManifest => "DELETE FROM checkpoint_manifests WHERE topology = @topology AND checkpoint = @checkpoint";

    public string DeletePieces =>
        """
        DELETE FROM checkpoint_pieces AS p WHERE p.topology = @topology AND p.checkpoint <= @keep
        AND NOT EXISTS (SELECT 1 FROM checkpoint_references r WHERE r.topology = p.topology AND r.piece = p.piece)
        """;
}
