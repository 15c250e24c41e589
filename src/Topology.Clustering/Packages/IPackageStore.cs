using Topology.Clustering.Protocol;

namespace Topology.Clustering.Packages;

/// <summary>Where the master keeps packages. Any thread; several processes may use one database, and several clients may upload one package at once.</summary>
/// <remarks>Every call may throw a <see cref="PackageException"/> with <see cref="PackageFault.Unavailable"/> (try again) or <see cref="PackageFault.StorageFull"/>.</remarks>
public interface IPackageStore
{
    /// <summary>The most bytes of a piece; 256 KiB.</summary>
    const int MaxPieceBytes = 256 * 1024;

    /// <summary>Announces a package, or asks how far it has come. One that is complete stays so and counts as made now: it is safe from cleaning for a while.</summary>
    /// <param name="package">SHA-256, lower-case hex.</param>
    /// <param name="bytes">Its size. Another size than announced before starts an incomplete upload anew.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="PackageException">The hash is none, or the size is not allowed.</exception>
    Task<UploadState> BeginAsync(string package, long bytes, CancellationToken token = default);

    /// <summary>Adds a piece. One that does not begin where the last one ended changes nothing: the answer says where to go on. The last piece completes the package.</summary>
    /// <param name="package">SHA-256 of the whole.</param>
    /// <param name="offset">Where the piece belongs.</param>
    /// <param name="piece">1 … <see cref="MaxPieceBytes"/> bytes.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="PackageException">No upload has begun, the piece is too large or goes beyond the end, or the whole has another hash: then all of it is forgotten.</exception>
    Task<UploadState> AppendAsync(string package, long offset, ReadOnlyMemory<byte> piece, CancellationToken token = default);

    /// <summary>Checks the hash of a package of which every byte has arrived. Done by <see cref="AppendAsync"/> and <see cref="BeginAsync"/> too; may be repeated.</summary>
    /// <exception cref="PackageException">No upload has begun, bytes are missing, or the hash is another: then all of it is forgotten.</exception>
    Task<UploadState> CompleteAsync(string package, CancellationToken token = default);

    /// <summary>Reads a piece of a complete package.</summary>
    /// <param name="package">SHA-256 of the whole.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="maxBytes">At most; <see cref="MaxPieceBytes"/> are given at most.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>Empty at the end.</returns>
    /// <exception cref="PackageException">There is no complete package of that hash.</exception>
    Task<PackagePiece> ReadAsync(string package, long offset, int maxBytes, CancellationToken token = default);

    /// <summary>Forgets a package, complete or not.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> DeleteAsync(string package, CancellationToken token = default);

    /// <summary>Forgets packages that nobody needs any more.</summary>
    /// <param name="referenced">Those that are needed.</param>
    /// <param name="age">Only those announced, for the last time, at least so long ago: the submission that needs it may be on its way. One that is announced meanwhile stays.</param>
    /// <param name="token">Cancels; what is forgotten stays so.</param>
    /// <returns>Those forgotten.</returns>
    Task<IReadOnlyList<string>> DeleteUnreferencedAsync(IReadOnlySet<string> referenced, TimeSpan age, CancellationToken token = default);
}
