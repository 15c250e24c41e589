using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Checkpoints;

/// <summary>Puts a piece together from its chunks, in order, and says what is wrong with them. Of one read.</summary>
/// <param name="what">Begins a message: topology and piece.</param>
/// <param name="where">The database.</param>
internal sealed class PieceReader(string what, string where)
{
    private readonly List<byte[]> _chunks = [];
    private (long Bytes, long Chunks)? _expected;

    /// <summary>What the piece should have; the same with each of its chunks.</summary>
    public void Begin(long bytes, long chunks) => _expected = (bytes, chunks);

    /// <summary>The next chunk.</summary>
    /// <param name="index">Its number as stored.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="isSound">Whether the hash is of this number and content.</param>
    /// <exception cref="CheckpointDamagedException">It is not the next one, or not as it was written.</exception>
    public void Add(long index, byte[] bytes, Func<long, byte[], bool> isSound)
    {
        if (index != _chunks.Count)
            throw Damaged($"its chunk {_chunks.Count} is missing");
        if (!isSound(index, bytes))
            throw Damaged($"its chunk {index} is not as it was written: the hash differs");
        _chunks.Add(bytes);
    }

    /// <exception cref="CheckpointDamagedException">It is missing, or not complete.</exception>
    public ReadOnlyMemory<byte> End()
    {
        if (_expected is not { } expected)
            throw new CheckpointDamagedException($"{what} is missing in {where}. {Cure}");
        if (_chunks.Count < expected.Chunks)
            throw Damaged($"its chunk {_chunks.Count} is missing, of {expected.Chunks}");

        var bytes = _chunks.Sum(chunk => (long)chunk.Length);
        if (bytes != expected.Bytes || _chunks.Count != expected.Chunks)
            throw Damaged($"its {_chunks.Count} chunks have {bytes} bytes, not {expected.Chunks} and {expected.Bytes}");
        if (_chunks is [var only])
            return only;

        var all = new byte[bytes];
        var at = 0;
        for (var i = 0; i < _chunks.Count; i++)
        {
            _chunks[i].CopyTo(all, at);
            at += _chunks[i].Length;
            _chunks[i] = []; // both are needed for a moment only
        }
        return all;
    }

    private const string Cure = "Use another checkpoint or a savepoint, or restore the database from a backup.";

    private CheckpointDamagedException Damaged(string how) => new($"{what} is damaged in {where}: {how}. {Cure}");
}
