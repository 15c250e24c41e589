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
    public Task RunAsync(PackedFolder package, IProgress<UploadProgress>? progress, CancellationToken token) =>
        RunAsync(package.Path, package.Sha256, package.Bytes, progress, token);

    /// <summary>The same for any file.</summary>
    /// <exception cref="TopologyException">It was refused, or the master takes nothing any more.</exception>
    public async Task RunAsync(string path, string sha256, long bytes, IProgress<UploadProgress>? progress, CancellationToken token)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        var state = await BeginAsync(sha256, bytes, token).ConfigureAwait(false);
        for (var stalls = 0; !state.IsComplete;)
        {
            progress?.Report(new UploadProgress(state.Received, bytes));
            var next = await GoOnAsync(sha256, bytes, file, state.Received, token).ConfigureAwait(false);
            stalls = next.Received > state.Received ? 0 : stalls + 1;
            if (stalls == MostStalls)
                throw new TopologyException($"The upload does not go on: the master has {next.Received} of {bytes} bytes and takes no more.");
            state = next;
        }

        progress?.Report(new UploadProgress(bytes, bytes));
    }

    private async Task<UploadState> GoOnAsync(string sha256, long bytes, FileStream file, long offset, CancellationToken token)
    {
        if (offset < 0 || offset >= bytes)
            return await BeginAsync(sha256, bytes, token).ConfigureAwait(false);

        var piece = new byte[Math.Min(PieceBytes, bytes - offset)];
        file.Position = offset;
        await file.ReadExactlyAsync(piece, token).ConfigureAwait(false);
        try
        {
            return await calls.AskAsync<UploadState>(new UploadPiece(sha256, offset, piece), requestTimeout, mayRepeat: true, token).ConfigureAwait(false);
        }
        catch (TopologyRefusedException e) when (e.Kind == RefusalKind.NotFound)
        {
            return await BeginAsync(sha256, bytes, token).ConfigureAwait(false); // another master, that has not heard of it
        }
    }

    private Task<UploadState> BeginAsync(string sha256, long bytes, CancellationToken token) =>
        calls.AskAsync<UploadState>(new BeginUpload(sha256, bytes), requestTimeout, mayRepeat: true, token);
}
