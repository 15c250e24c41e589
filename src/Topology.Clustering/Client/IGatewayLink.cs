using Topology.Clustering.Protocol;

namespace Topology.Clustering;

/// <summary>Carries one message to a master's gateway and its answer back. No repetition, no time limit: the caller cancels.</summary>
internal interface IGatewayLink : IAsyncDisposable
{
    /// <summary>Ends when there is a gateway.</summary>
    /// <exception cref="MasterLostException">There is none.</exception>
    Task FindAsync(MasterEndpoint master, CancellationToken token);

    /// <returns>The answer, of whatever type.</returns>
    /// <exception cref="MasterLostException">The connection could not be made, or broke before the answer.</exception>
    Task<object> AskAsync(MasterEndpoint master, ClientRequest request, CancellationToken token);
}

/// <summary>A master could not be reached, or not any more.</summary>
internal sealed class MasterLostException(string reason) : Exception(reason)
{
    /// <value>Whether the request may have reached the master.</value>
    public bool WasSent { get; init; } = true;

    /// <value>Whether the reason may only be the consequence of an earlier failure, which then tells more.</value>
    public bool IsVague { get; init; }
}
