using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Where the master keeps packages, as it sees it. Calls do not overlap, except for <see cref="ReadAsync"/>.</summary>
/// <remarks>A <see cref="TopologyException"/> tells that the user has done something wrong; any other exception, that the store does not work now. Its message is shown.</remarks>
public interface IPackageSource
{
    /// <summary>Begins an upload, or tells how far one has come.</summary>
    /// <param name="package">SHA-256, lower-case hex.</param>
    /// <param name="bytes">The size of the whole.</param>
    /// <param name="token">Gives up.</param>
    Task<UploadState> BeginAsync(string package, long bytes, CancellationToken token);

    /// <summary>Adds a piece. One that does not begin where the last one ended changes nothing. The last one completes the package, if the hash is right.</summary>
    /// <param name="package">SHA-256 of the whole.</param>
    /// <param name="offset">Where it belongs.</param>
    /// <param name="piece">At most 256 KiB.</param>
    /// <param name="token">Gives up.</param>
    Task<UploadState> AppendAsync(string package, long offset, ReadOnlyMemory<byte> piece, CancellationToken token);

    /// <summary>A piece of a complete package.</summary>
    /// <returns>Empty at the end; null if there is no complete package of that hash.</returns>
    Task<PackagePiece?> ReadAsync(string package, long offset, int maxBytes, CancellationToken token);

    /// <summary>Deletes what nobody needs any more, here and in this node's copies.</summary>
    /// <param name="needed">Stays, whatever its age.</param>
    /// <param name="age">Only what was announced, for the last time, at least so long ago.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>What was deleted.</returns>
    Task<IReadOnlyList<string>> CleanAsync(IReadOnlySet<string> needed, TimeSpan age, CancellationToken token);
}
