using Topology.Clustering;
using Topology.Clustering.Protocol;

namespace Topology.Cli.Commands.Cluster;

/// <summary>What a command works with once a master answers.</summary>
internal sealed record ClusterSession(TopologyClient Client, ClusterReport Report, Terminal Terminal, TimeProvider Time)
{
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <exception cref="CliException">There is none; names the nearest that is alive.</exception>
    public async Task<TopologyInfo> GetInfoAsync(string name, CancellationToken token)
    {
        try
        {
            return await Client.GetInfoAsync(name, token).ConfigureAwait(false);
        }
        catch (TopologyRefusedException e) when (e.Kind == RefusalKind.NotFound)
        {
            var all = await Client.ListAsync(token).ConfigureAwait(false);
            string[] alive = [.. all.Where(info => !info.Status.HasEnded()).Select(info => info.Name)];
            var hint = alive.Length == 0 ? "; none is alive" : NearestName.Hint(name, alive);
            throw CliException.Failed($"There is no topology \"{name}\"{hint}.", e);
        }
    }

    /// <inheritdoc cref="GetInfoAsync"/>
    public async Task<ITopologyHandle> GetHandleAsync(string name, CancellationToken token)
    {
        var info = await GetInfoAsync(name, token).ConfigureAwait(false);
        return await Client.GetAsync(info.Id, token).ConfigureAwait(false);
    }
}
