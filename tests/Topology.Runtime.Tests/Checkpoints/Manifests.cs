using Topology.Runtime.Checkpoints;

namespace Topology.Runtime.Tests.Checkpoints;

/// <summary>Checkpoints for tests: a task of the bolt "count" for each piece, with one state each.</summary>
internal static class Manifests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static CheckpointManifest Of(long id, params ReadOnlySpan<(string Piece, int Bytes)> pieces) => Of(id, savepoint: null, pieces);

    public static CheckpointManifest Of(long id, string? savepoint, params ReadOnlySpan<(string Piece, int Bytes)> pieces)
    {
        var tasks = new List<TaskManifest> { new("words", 0, true, []) };
        foreach (var (piece, bytes) in pieces)
            tasks.Add(new TaskManifest("count", tasks.Count - 1, false, [new PieceEntry(piece, "totals", StateForm.KeyValue, true, 1, 3, bytes)]));
        return new CheckpointManifest { Id = id, StartedAt = Start.AddSeconds(id), CompletedAt = Start.AddSeconds(id).AddMilliseconds(7), Savepoint = savepoint, Tasks = tasks };
    }

    /// <summary>Bytes that differ with the seed.</summary>
    public static byte[] Content(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
