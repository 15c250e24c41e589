namespace Topology.Clustering.Master;

/// <summary>Where the master keeps packages, as it sees it. Calls do not overlap for one package; they may for several.</summary>
public interface IPackageSource
{
    /// <summary>Begins an upload, or goes on with one.</summary>
    /// <param name="package">SHA-256, lower-case hex.</param>
    /// <param name="bytes">The size of the whole.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>Bytes received so far: where the next piece begins; all of them if the package is complete already.</returns>
    Task<long> BeginAsync(string package, long bytes, CancellationToken token);

    /// <summary>Adds a piece.</summary>
    /// <param name="package">SHA-256 of the whole.</param>
    /// <param name="offset">Where it belongs; a piece that does not belong where the next one begins is left out.</param>
    /// <param name="piece">At most 256 KiB.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>Bytes received so far.</returns>
    Task<long> AppendAsync(string package, long offset, byte[] piece, CancellationToken token);

    /// <summary>Checks the hash once every byte is there. Calling it again is harmless.</summary>
    /// <returns>Whether the package is complete and its hash is right; if it is wrong, the upload is dropped.</returns>
    Task<bool> CompleteAsync(string package, CancellationToken token);

    /// <summary>A piece of a complete package.</summary>
    /// <returns>Null if there is no complete package of that hash.</returns>
    Task<PackagePart?> ReadAsync(string package, long offset, int maxBytes, CancellationToken token);
}

/// <summary>A piece of a package.</summary>
/// <param name="Bytes">Empty at the end.</param>
/// <param name="Length">Of the whole.</param>
public sealed record PackagePart(byte[] Bytes, long Length);
