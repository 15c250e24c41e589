using System.Text;
using Topology.Clustering;
using Topology.Clustering.Protocol;

namespace Topology.Cli.Tests.Support;

/// <summary>A cluster that is nothing but its gateway: answers commands from what the test sets up, and changes a topology at once.</summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    private readonly FakeGateway gateway;
    private readonly MemoryStream package = new();
    private long packageBytes;

    public FakeCluster() => gateway = FakeGateway.Start(Answer);

    public Dictionary<string, TopologyInfo> Topologies { get; } = [];

    public Dictionary<int, string> Logs { get; } = [];

    /// <summary>Called with each look at a topology, before it is answered.</summary>
    public Action? Looked { get; set; }

    /// <summary>Called with each request for a piece of a log, before it is answered.</summary>
    public Action<ReadWorkerLog>? Reading { get; set; }

    /// <summary>Null: none is asked for.</summary>
    public string? Token { get; set; }

    public ComponentError[] Errors { get; set; } = [];

    public string Address => gateway.Address;

    public IReadOnlyList<ClientRequest> Requests => gateway.Requests;

    public byte[] Package => package.ToArray();

    public TopologyInfo Add(TopologyInfo info) => Topologies[info.Name] = info;

    /// <summary>Runs a command against it.</summary>
    public Task<CliResult> InvokeAsync(params string[] args)
    {
        var dashes = Array.IndexOf(args, "--") is >= 0 and var at ? at : args.Length;
        return Command.InvokeAsync([.. args[..dashes], "--master", Address, .. args[dashes..]]);
    }

    public async ValueTask DisposeAsync() => await gateway.DisposeAsync();

    private object Answer(ClientRequest request)
    {
        if (request.Token != Token)
            return new RequestRefused(RefusalKind.Forbidden, "The token is not the cluster's.");

        return request switch
        {
            ListTopologies => new TopologyListReply(Topologies.Values.ToArray()),
            GetTopology get => Look(get.NameOrId),
            GetTopologyMetrics => new TopologyMetricsReply(Metrics.Busy with { Components = Metrics.Busy.Components.ToArray() }),
            GetTopologyErrors => new TopologyErrorsReply(Errors),
            ActivateTopology change => Change(change.NameOrId, TopologyStatus.Active),
            DeactivateTopology change => Change(change.NameOrId, TopologyStatus.Inactive),
            KillTopologyByName kill => Change(kill.NameOrId, TopologyStatus.Killed),
            RebalanceTopology rebalance => Change(rebalance.NameOrId, TopologyStatus.Active),
            ReadWorkerLog log => Read(log),
            GetCluster => new ClusterReply(Infos.Cluster),
            SubmitTopology submit => new TopologyAccepted((submit.Name ?? "words") + "-1", submit.Name ?? "words"),
            BeginUpload or UploadPiece => Upload(request),
            _ => new RequestRefused(RefusalKind.Invalid, "unknown"),
        };
    }

    private object Look(string nameOrId)
    {
        Looked?.Invoke();
        return Find(nameOrId) is { } info ? new TopologyReply(info) : new RequestRefused(RefusalKind.NotFound, "no such topology");
    }

    private TopologyInfo? Find(string nameOrId) => Topologies.Values.FirstOrDefault(info => info.Name == nameOrId || info.Id == nameOrId);

    private object Change(string nameOrId, TopologyStatus status)
    {
        if (Find(nameOrId) is not { } info || info.Status is TopologyStatus.Killed or TopologyStatus.Completed or TopologyStatus.Failed)
            return new RequestRefused(RefusalKind.Invalid, "it has ended");

        Add(info with { Status = status });
        return new Done();
    }

    private object Read(ReadWorkerLog request)
    {
        Reading?.Invoke(request);
        if (!Logs.TryGetValue(request.Worker, out var text))
            return new RequestRefused(RefusalKind.NotFound, $"no log of worker {request.Worker}");

        var bytes = Encoding.UTF8.GetBytes(text);
        var offset = (int)Math.Min(request.Offset < 0 ? Math.Max(0, bytes.Length + request.Offset) : request.Offset, bytes.Length);
        return new LogPiece(offset, bytes[offset..Math.Min(bytes.Length, offset + request.MaxBytes)], bytes.Length);
    }

    private UploadState Upload(ClientRequest request)
    {
        packageBytes = request is BeginUpload begin ? begin.Bytes : packageBytes;
        if (request is UploadPiece piece)
            package.Write(piece.Bytes);
        return new UploadState("", package.Length, package.Length == packageBytes);
    }
}
