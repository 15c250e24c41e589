using System.Text;
using Topology.Clustering.Worker;

namespace Topology.Clustering.Hosting;

/// <summary>What a node tells its workers about the cluster. Pure.</summary>
internal static class WorkerSettings
{
    /// <summary>Settings that are none of a worker's business. Secrets are not handed down, but for the store of checkpoints, which is told apart: a worker runs users' code.</summary>
    private static readonly string[] NotForWorkers = ["master.", "checkpoint.", "health.", "security.token", "node.roles", "node.port", "node.name"];

    /// <summary>For each worker of the node.</summary>
    /// <param name="config">The node's.</param>
    /// <param name="port">The control port it listens on.</param>
    public static WorkerNetwork For(NodeConfig config, int port)
    {
        var self = $"{config.Node.Host}:{port}";
        var tls = config.Security.Tls;
        return new WorkerNetwork(
            [self, .. config.Cluster.Seeds.Where(seed => seed != self)],
            config.Node.BindHost ?? config.WorkerHost,
            config.WorkerHost,
            tls.IsOn ? new TlsFiles(tls.CertificateFile!, tls.KeyFile, tls.PasswordFile, tls.CaFile ?? "") : null, // set when it is on
            Text(config),
            config.Checkpoints);
    }

    /// <summary>The settings as a node's file would have them; <see cref="NodeConfig.Parse"/> reads it.</summary>
    public static string Text(NodeConfig config)
    {
        var text = new StringBuilder();
        foreach (var key in NodeKeys.All.Where(key => !key.IsSecret && !NotForWorkers.Any(other => key.Name.StartsWith(other, StringComparison.Ordinal))))
        {
            if (key.Get(config) is { } value)
                text.AppendLine($"{key.FullName} = {value}");
        }
        text.AppendLine("topology.security.insecure = true"); // a worker lets no clients in
        var expert = config.Expert;
        if (!expert.IsEmpty)
            text.AppendLine(expert.Root.ToString());
        return text.ToString();
    }
}
