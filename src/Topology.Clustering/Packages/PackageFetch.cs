using System.Security.Cryptography;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Packages;

/// <summary>Fetches a package piece by piece into a stream. One thread at a time.</summary>
/// <param name="package">SHA-256, lower-case hex.</param>
/// <param name="bytes">Its size.</param>
/// <param name="fetch">Asks for a piece: from where on, and how much at most.</param>
internal sealed class PackageFetch(string package, long bytes, Func<long, int, Task<PackagePiece>> fetch)
{
    /// <summary>Goes on where the stream ends, up to the package's size.</summary>
    /// <param name="target">Empty, or what an earlier attempt got.</param>
    /// <param name="token">Cancels between pieces; what has arrived stays.</param>
    /// <exception cref="PackageException">A piece is not what was asked for, or the disk is full.</exception>
    public async Task RunAsync(Stream target, CancellationToken token)
    {
        if (target.Length > bytes)
            target.SetLength(0);
        target.Position = target.Length;
        while (target.Position < bytes)
        {
            token.ThrowIfCancellationRequested();
            var piece = await fetch(target.Position, IPackageStore.MaxPieceBytes).WaitAsync(token).ConfigureAwait(false);
            Check(piece, target.Position);
            await WriteAsync(target, piece.Bytes, token).ConfigureAwait(false);
        }
    }

    /// <exception cref="PackageException">What has arrived is another package.</exception>
    public async Task VerifyAsync(Stream target, CancellationToken token)
    {
        target.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(target, token).ConfigureAwait(false));
        if (hash != package)
            throw new PackageException(PackageFault.HashMismatch, $"The package that was fetched has the SHA-256 {hash}, not {package}. It is thrown away and fetched again next time.");
    }

    private void Check(PackagePiece piece, long offset)
    {
        if (piece.Package != package || piece.Offset != offset || piece.Length != bytes)
            throw new PackageException(
                PackageFault.Invalid,
                $"Asked for the package {PackageHash.Short(package)} of {bytes} bytes from {offset} on, got a piece of '{PackagePath.Shown(piece.Package)}' of {piece.Length} bytes from {piece.Offset} on.");
        if (piece.Bytes.Length == 0 || piece.Bytes.Length > bytes - offset)
            throw new PackageException(PackageFault.Invalid, $"A piece of the package {PackageHash.Short(package)} from {offset} on has {piece.Bytes.Length} bytes; {bytes - offset} are missing.");
    }

    private async Task WriteAsync(Stream target, byte[] piece, CancellationToken token)
    {
        try
        {
            await target.WriteAsync(piece, token).ConfigureAwait(false);
            await target.FlushAsync(token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw DiskFault.Describe(e, $"The package {PackageHash.Short(package)} cannot be written");
        }
    }
}
