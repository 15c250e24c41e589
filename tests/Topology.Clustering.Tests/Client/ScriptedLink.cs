using System.Threading.Channels;
using Topology.Clustering.Protocol;

namespace Topology.Clustering.Tests.Client;

/// <summary>A link without a network. Calls end as the script says, or wait until they are cancelled.</summary>
internal sealed class ScriptedLink : IGatewayLink
{
    private readonly Channel<string> calls = Channel.CreateUnbounded<string>();

    /// <summary>By host: what looking for a master there throws; a host that is not named here is there.</summary>
    public Dictionary<string, Exception?> Absent { get; } = [];

    /// <summary>Null: no answer. May throw.</summary>
    public Func<MasterEndpoint, ClientRequest, object?> Answer { get; set; } = (_, _) => null;

    public List<ClientRequest> Asked { get; } = [];

    /// <summary>The next call that has begun, such as "find a" or "ask a".</summary>
    public ValueTask<string> NextCallAsync() => calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task FindAsync(MasterEndpoint master, CancellationToken token)
    {
        calls.Writer.TryWrite($"find {master.Host}");
        if (!Absent.TryGetValue(master.Host, out var failure))
            return;
        if (failure is not null)
            throw failure;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
    }

    public async Task<object> AskAsync(MasterEndpoint master, ClientRequest request, CancellationToken token)
    {
        Asked.Add(request);
        var answer = Answer(master, request);
        calls.Writer.TryWrite($"ask {master.Host}");
        if (answer is null)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return answer!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
