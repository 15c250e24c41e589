using System.Net;

namespace Topology.Clustering.Hosting;

/// <summary>What settings must not contradict. Pure.</summary>
internal static class NodeConfigRules
{
    /// <summary>16 random characters hold at least 64 bits even in hexadecimal: too many to guess over a network.</summary>
    public const int LeastTokenLength = 16;

    public static IEnumerable<string> Mistakes(NodeConfig config)
    {
        var (node, security) = (config.Node, config.Security);
        if (node.IsMaster && config.Master is { Store: StoreKind.PostgreSql, PostgreSql: null })
            yield return "topology.master.store = postgresql needs topology.master.postgresql or topology.master.postgresql-file.";
        if (config.Cluster.AcceptablePause < 2 * config.Cluster.HeartbeatInterval)
            yield return "topology.cluster.acceptable-pause must be at least twice topology.cluster.heartbeat-interval: one late heartbeat would look like a death.";
        if (config.Health.Port != 0 && config.Health.Port == node.Port)
            yield return "topology.health.port and topology.node.port are the same.";
        if (node.Host is "0.0.0.0" or "::" or "*")
            yield return $"topology.node.host = {node.Host} is no address that others can reach; set topology.node.bind-host to it instead.";
        if (node.Port == 0 && config.Cluster.Seeds.Count == 0 && node.Roles is [NodeRole.Supervisor])
            yield return "a node without the role master needs topology.cluster.seeds to find one.";
        if (security.Tls is { IsOn: true, CaFile: null })
            yield return "topology.security.tls.certificate-file is set without topology.security.tls.ca-file: a certificate of any authority that the operating system trusts would open the cluster.";
        if (node.IsSupervisor && security.Tls is { IsOn: true, Password: not null, PasswordFile: null })
        {
            yield return "topology.security.tls.password is set without topology.security.tls.password-file on a node with the role supervisor: its workers need the certificate too, " +
                "and secrets are not handed down to them but by files. Put the password into a file (chmod 600) and set password-file.";
        }
        if (!security.Tls.IsOn && TlsNeedsCertificate(security.Tls) is { } key)
            yield return $"topology.security.tls.{key} is set without topology.security.tls.certificate-file: TLS would be off.";
        if (IsOpen(config) && !IsProtected(security) && !security.Insecure)
        {
            yield return $"the node would listen on {node.BoundHost}, not a loopback address, with neither topology.security.token nor client certificates " +
                "(topology.security.tls with mutual = true): whoever reaches the port could run code. Set one of them, or topology.security.insecure = true if the network is trusted.";
        }
    }

    public static IEnumerable<string> Warnings(NodeConfig config)
    {
        var (node, security) = (config.Node, config.Security);
        if (IsOpen(config) && !(security.Tls is { IsOn: true, Mutual: true }))
        {
            yield return $"the node listens on {node.BoundHost} without mutual TLS: the token keeps strangers from submitting, but whoever reaches the port can read it on the wire or join the cluster. " +
                "Let only trusted machines reach the port, or set topology.security.tls.";
        }
        if (security.Tls is { IsOn: true, Mutual: false })
            yield return "topology.security.tls.mutual = false: TLS hides what is sent, but lets anybody connect.";
        if (node.IsMaster && config.Master.Store == StoreKind.Sqlite && config.Cluster.Seeds.Any(seed => IsElsewhere(seed, node.Host)))
            yield return "topology.master.store = sqlite with seeds on other hosts: master nodes must share one database, so either all run on this host or the store is postgresql.";
        if (node.IsSupervisor && !node.IsMaster && config.Cluster.Seeds.Count == 0)
            yield return "a node without the role master and without topology.cluster.seeds is a cluster of its own that nobody can submit to.";
    }

    /// <summary>Whether other machines can connect.</summary>
    public static bool IsOpen(NodeConfig config) =>
        !IsLoopback(config.Node.BoundHost) || (config.Node.IsSupervisor && !IsLoopback(config.WorkerHost));

    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsProtected(SecurityOptions security) => security.Token is not null || security.Tls is { IsOn: true, Mutual: true };

    private static string? TlsNeedsCertificate(TlsOptions tls) => tls switch
    {
        { KeyFile: not null } => "key-file",
        { Password: not null } => "password",
        { CaFile: not null } => "ca-file",
        { Mutual: false } => "mutual",
        _ => null,
    };

    private static bool IsElsewhere(string seed, string host) => HostAndPort.TryParse(seed, out var at) && !at.Host.Equals(HostAndPort.OneName(host), StringComparison.OrdinalIgnoreCase);
}
