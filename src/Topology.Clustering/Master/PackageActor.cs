using Akka.Actor;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Master;

/// <summary>Takes packages from users and gives them to supervisors, one piece at a time.</summary>
internal sealed class PackageActor : ReceiveActor
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30); // of one step in the store: a commit on a slow disk

    private readonly MasterOptions _options;

    public PackageActor(MasterOptions options)
    {
        _options = options;
        ReceiveAsync<BeginUpload>(message => Answer(token => Begin(message, token)));
        ReceiveAsync<UploadPiece>(message => Answer(token => Append(message, token)));
        ReceiveAsync<FetchPackage>(message => Answer(token => Fetch(message, token)));
    }

    private async Task Answer(Func<CancellationToken, Task<IProtocolMessage>> work)
    {
        var asker = Sender;
        using var limit = new CancellationTokenSource(Limit, _options.Time);
        try
        {
            asker.Tell(await work(limit.Token));
        }
        catch (TopologyException error)
        {
            asker.Tell(new RequestRefused(RefusalKind.Invalid, error.Message));
        }
        catch (Exception error)
        {
            asker.Tell(new RequestRefused(RefusalKind.Unavailable, $"The package store does not work: {error.Message}"));
        }
    }

    private async Task<IProtocolMessage> Begin(BeginUpload message, CancellationToken token)
    {
        if (message.Bytes > _options.MaxPackageBytes)
            return new RequestRefused(RefusalKind.Invalid, $"The package has {message.Bytes} bytes; at most {_options.MaxPackageBytes} are taken.");
        return await _options.Packages.BeginAsync(message.Package, message.Bytes, token);
    }

    private async Task<IProtocolMessage> Append(UploadPiece message, CancellationToken token)
    {
        if (message.Offset + message.Bytes.Length > _options.MaxPackageBytes)
            return new RequestRefused(RefusalKind.Invalid, $"A package may have {_options.MaxPackageBytes} bytes at most.");
        return await _options.Packages.AppendAsync(message.Package, message.Offset, message.Bytes, token);
    }

    private async Task<IProtocolMessage> Fetch(FetchPackage message, CancellationToken token)
    {
        if (RequestLimits.CheckPackage(message.Package) is { } mistake || message.Offset < 0)
            return new RequestRefused(RefusalKind.Invalid, RequestLimits.CheckPackage(message.Package) ?? "An offset must not be negative.");
        var piece = await _options.Packages.ReadAsync(message.Package, message.Offset, Math.Clamp(message.MaxBytes, 1, RequestLimits.PieceBytes), token);
        return piece ?? (IProtocolMessage)new RequestRefused(RefusalKind.NotFound, $"There is no complete package {message.Package}.");
    }
}
