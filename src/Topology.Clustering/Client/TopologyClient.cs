using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Clustering.Protocol;

namespace Topology.Clustering;

/// <summary>
/// Submits topologies to a cluster and looks after them. Thread-safe; dispose it to close its connections, after which its handles are of no use any more.
/// Every call throws <see cref="TopologyRefusedException"/> when the cluster refuses, <see cref="NoMasterException"/> when no master can be reached within the request's time-out, and
/// <see cref="RequestUnansweredException"/> when one is reached and does not answer. When a master dies the client goes on with another.
/// </summary>
public sealed class TopologyClient : IAsyncDisposable
{
    private readonly IGatewayLink link;
    private readonly GatewayCalls calls;
    private readonly TopologyClientOptions options;
    private readonly CancellationTokenSource disposed = new();

    internal TopologyClient(IGatewayLink link, IReadOnlyList<MasterEndpoint> masters, TopologyClientOptions options)
    {
        this.link = link;
        this.options = options;
        var logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<TopologyClient>();
        calls = new GatewayCalls(link, masters, options.Token, options.TimeProvider, logger, disposed.Token);
    }

    /// <summary>Looks for a master. Ends when one answers; whether it accepts the token is told by the first request.</summary>
    /// <param name="options">Where the cluster is; null: a master on this host.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="NoMasterException">None was found within <see cref="TopologyClientOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="ArgumentException">There is no master among the options, or an address cannot be read.</exception>
    /// <exception cref="TopologyException">A certificate cannot be read.</exception>
    public static async Task<TopologyClient> ConnectAsync(TopologyClientOptions? options = null, CancellationToken token = default)
    {
        options ??= new TopologyClientOptions();
        MasterEndpoint[] masters = [.. options.Masters.Select(MasterEndpoint.Parse).Distinct()];
        if (masters.Length == 0)
            throw new ArgumentException($"Name at least one master, as host:port, such as {TopologyClientOptions.DefaultMaster}.");

        var link = new RemoteGatewayLink(ClientSystem.Start(options, masters), options.Tls is not null);
        var client = new TopologyClient(link, masters, options);
        try
        {
            await client.calls.ConnectAsync(options.ConnectTimeout, token).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Packs a folder, uploads what the master does not have yet, and has the topology started. Ends when the master has loaded, checked and accepted it;
    /// it runs once workers have been found and started for it.
    /// </summary>
    /// <param name="path">A folder that <c>dotnet publish</c> made, or the topology's .dll in it.</param>
    /// <param name="submission">What to run of it, and how; null: its only definition.</param>
    /// <param name="token">Gives up; the topology may have been accepted nevertheless.</param>
    /// <exception cref="TopologyRefusedException">The name is in use, the package cannot be loaded, a setting is wrong …: the message says it.</exception>
    /// <exception cref="TopologyException">The folder cannot be packed, or a master was lost that may have accepted the topology.</exception>
    public async Task<ITopologyHandle> SubmitAsync(string path, SubmitOptions? submission = null, CancellationToken token = default)
    {
        submission ??= new SubmitOptions();
        if (submission.Name is { } name)
            TopologyName.Check(name);

        using var package = await options.Packager.PackAsync(path, token).ConfigureAwait(false);
        await new PackageUpload(calls, options.RequestTimeout).RunAsync(package, submission.Progress, token).ConfigureAwait(false);
        var savepoint = submission.FromSavepoint is { } file ? await UploadAsync(file, submission.Progress, token).ConfigureAwait(false) : null;
        var request = new SubmitTopology(
            submission.Name, package.Sha256, package.Assembly, submission.Definition, submission.Arguments.ToArray(), submission.Settings.ToDictionary(StringComparer.Ordinal), savepoint);
        var accepted = await calls.AskAsync<TopologyAccepted>(request, options.SubmitTimeout, mayRepeat: false, token).ConfigureAwait(false);
        return new RemoteTopologyHandle(this, accepted.Id, accepted.Name);
    }

    private async Task<string> UploadAsync(string path, IProgress<UploadProgress>? progress, CancellationToken token)
    {
        try
        {
            string hash;
            var file = File.OpenRead(path);
            await using (file.ConfigureAwait(false))
                hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, token).ConfigureAwait(false));
            await new PackageUpload(calls, options.RequestTimeout).RunAsync(path, hash, new FileInfo(path).Length, progress, token).ConfigureAwait(false);
            return hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TopologyException($"The savepoint {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>All topologies that the cluster knows, those that ended lately too.</summary>
    public async Task<IReadOnlyList<TopologyInfo>> ListAsync(CancellationToken token = default) =>
        (await AskAsync<TopologyListReply>(new ListTopologies(), token).ConfigureAwait(false)).Topologies;

    /// <summary>The handle of the last topology that had the name, or of the one with the id.</summary>
    public async Task<ITopologyHandle> GetAsync(string nameOrId, CancellationToken token = default)
    {
        var info = await GetInfoAsync(nameOrId, token).ConfigureAwait(false);
        return new RemoteTopologyHandle(this, info.Id, info.Name);
    }

    /// <summary>Everything about a topology but its figures.</summary>
    /// <param name="nameOrId">The name of the last topology that had it, or an id.</param>
    /// <param name="token">Gives up.</param>
    public async Task<TopologyInfo> GetInfoAsync(string nameOrId, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        return (await AskAsync<TopologyReply>(new GetTopology(nameOrId), token).ConfigureAwait(false)).Topology;
    }

    /// <summary>Nodes, and the settings in force.</summary>
    public async Task<ClusterInfo> GetClusterAsync(CancellationToken token = default) =>
        (await AskAsync<ClusterReply>(new GetCluster(), token).ConfigureAwait(false)).Cluster;

    /// <summary>A piece of a worker's log, wherever the worker runs.</summary>
    /// <param name="nameOrId">Whose worker it is.</param>
    /// <param name="worker">Its number.</param>
    /// <param name="offset">Where to begin, in bytes; negative: so many before the end.</param>
    /// <param name="maxBytes">At most; never more than 64 KiB.</param>
    /// <param name="token">Gives up.</param>
    public async Task<LogExcerpt> ReadLogAsync(string nameOrId, int worker, long offset, int maxBytes, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        ArgumentOutOfRangeException.ThrowIfNegative(worker);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        var piece = await AskAsync<LogPiece>(new ReadWorkerLog(nameOrId, worker, offset, maxBytes), token).ConfigureAwait(false);
        return new LogExcerpt(piece.Offset, piece.Bytes, piece.Length);
    }

    /// <summary>Closes the connections. The topologies go on; a <see cref="ITopologyHandle.Completion"/> that is waited for is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync().ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
    }

    // Takes a checkpoint, and copies it.
    internal Task<SavepointWritten> SaveAsync(string topologyId, CancellationToken token) =>
        calls.AskAsync<SavepointWritten>(new SaveTopology(topologyId), options.SubmitTimeout, mayRepeat: true, token);

    internal TimeProvider Time => options.TimeProvider;

    /// <value>Cancelled with the client.</value>
    internal CancellationToken Disposed => disposed.Token;

    // All but a submission: carried out twice it is the same.
    internal Task<TReply> AskAsync<TReply>(ClientRequest request, CancellationToken token) =>
        calls.AskAsync<TReply>(request, options.RequestTimeout, mayRepeat: true, token);
}
