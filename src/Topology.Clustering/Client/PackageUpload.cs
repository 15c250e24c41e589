using Topology.Clustering.Protocol;

namespace Topology.Clustering;

/// <summary>Brings a package to the master, piece by piece from where it has it: an upload that broke, also one of another client, goes on.</summary>
internal sealed class PackageUpload(GatewayCalls calls, TimeSpan requestTimeout)
{
    /// <summary>192 KiB: with the protocol's encoding a piece stays well below the frame of the remoting.</summary>
    public const int PieceBytes = 192 * 1024;

    /// <summary>Answers in a row without progress, before it is given up.</summary>
    private const int MostStalls = 3;

    /// <exception cref="TopologyException">The package was refused, or the master takes nothing any more.</exception>
    public async Task RunAsync(PackedFolder package, IProgress<UploadProgress>? progress, CancellationToken token)
    {
        await using var file = new FileStream(package.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        var state = await BeginAsync(package, token).ConfigureAwait(false);
        for (var stalls = 0; !state.IsComplete;)
        {
            progress?.Report(new UploadProgress(state.Received, package.Bytes));
            var next = await GoOnAsync(package, file, state.Received, token).ConfigureAwait(false);
            stalls = next.Received > state.Received ? 0 : stalls + 1;
            if (stalls == MostStalls)
                throw new TopologyException($"The upload does not go on: the master has {next.Received} of {package.Bytes} bytes and takes no more.");
            state = next;
        }

        progress?.Report(new UploadProgress(package.Bytes, package.Bytes));
    }

    private async Task<UploadState> GoOnAsync(PackedFolder package, FileStream file, long offset, CancellationToken token)
    {
        if (offset < 0 || offset >= package.Bytes)
            return await BeginAsync(package, token).ConfigureAwait(false);

        var piece = new byte[Math.Min(PieceBytes, package.Bytes - offset)];
        file.Position = offset;
        await file.ReadExactlyAsync(piece, token).ConfigureAwait(false);
        try
        {
            return await calls.AskAsync<UploadState>(new UploadPiece(package.Sha256, offset, piece), requestTimeout, mayRepeat: true, token).ConfigureAwait(false);
        }
        catch (TopologyRefusedException e) when (e.Kind == RefusalKind.NotFound)
        {
            return await BeginAsync(package, token).ConfigureAwait(false); // another master, that has not heard of it
        }
    }

    private Task<UploadState> BeginAsync(PackedFolder package, CancellationToken token) =>
        calls.AskAsync<UploadState>(new BeginUpload(package.Sha256, package.Bytes), requestTimeout, mayRepeat: true, token);
}
