namespace Topology.Runtime.Checkpoints;

/// <summary>Keeps checkpoints of topologies: pieces, which are bytes under a name, and manifests, which say what pieces make up a checkpoint.</summary>
/// <remarks>
/// A checkpoint exists from the moment its manifest is committed; pieces without a manifest that names them are left-overs of an attempt that
/// failed. Thread safety: any thread, several at a time. Whatever goes wrong with the store is a <see cref="CheckpointStoreException"/>; damage of what it holds, a
/// <see cref="CheckpointDamagedException"/>.
/// </remarks>
public interface ICheckpointStore
{
    /// <summary>Takes the lead of a topology's checkpoints, or keeps it: manifests of an earlier term are refused from now on, so that a coordinator that was given up, and lives on unseen, commits nothing.</summary>
    /// <param name="topology">Whose.</param>
    /// <param name="term">Greater than that of every coordinator before; the same again: more ids.</param>
    /// <param name="count">Ids wanted.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>The first of so many ids that nobody was given before, so that nothing of an earlier coordinator is taken for its own.</returns>
    /// <exception cref="CheckpointLeadLostException">Somebody leads with a later term.</exception>
    Task<long> LeadAsync(string topology, long term, int count, CancellationToken token = default);

    /// <summary>Writes a piece durably. The same piece may be written again.</summary>
    /// <param name="topology">Whose it is; a name, the same for every submission.</param>
    /// <param name="piece">Unique in the topology.</param>
    /// <param name="content">Read before the task ends.</param>
    /// <param name="token">Gives up.</param>
    Task WriteAsync(string topology, string piece, ReadOnlyMemory<byte> content, CancellationToken token = default);

    /// <summary>Reads a piece and checks that it is as it was written.</summary>
    /// <exception cref="CheckpointDamagedException">It is missing, or it is not.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(string topology, string piece, CancellationToken token = default);

    /// <summary>Makes a checkpoint exist, atomically. The same manifest may be committed again.</summary>
    /// <exception cref="CheckpointLeadLostException">It has a term, and somebody leads with a later one.</exception>
    Task CommitAsync(string topology, CheckpointManifest manifest, CancellationToken token = default);

    /// <summary>The manifests of a topology, the newest first. One that cannot be read is among them as <see cref="CheckpointManifest.Damage"/> says.</summary>
    Task<IReadOnlyList<CheckpointManifest>> ListAsync(string topology, CancellationToken token = default);

    /// <summary>Deletes checkpoints, and every piece that no other manifest names and that is not of a checkpoint after <paramref name="keepPiecesAfter"/>.</summary>
    /// <param name="topology">Whose.</param>
    /// <param name="checkpoints">Their ids; unknown ones are ignored.</param>
    /// <param name="keepPiecesAfter">Pieces of later checkpoints may be in the making.</param>
    /// <param name="token">Gives up.</param>
    Task DeleteAsync(string topology, IReadOnlyCollection<long> checkpoints, long keepPiecesAfter, CancellationToken token = default);
}
