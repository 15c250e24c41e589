using Topology.Clustering.Hosting;

namespace Topology.Clustering.Tests.Hosting;

/// <summary>What a node hands down to its workers, and what it keeps to itself.</summary>
public class WorkerSettingsTests
{
    [Fact]
    public void When_settings_are_handed_down_Then_the_worker_reads_what_the_node_has()
    {
        var node = Parse("""
            topology {
              node { host = "127.0.0.1", bind-host = "0.0.0.0", port = 7123, roles = [supervisor], name = left, data-dir = "/var/lib/a b" }
              cluster { name = mine, seeds = ["m1:7010", "[::1]:7011"], heartbeat-interval = 250ms, acceptable-pause = 1s, stable-after = 5s }
              supervisor { worker-host = "10.0.0.7", cpu-percent = 12.5, memory = 3GiB }
              limits { tuple-size = 32MiB, message-size = 2MiB }
              link.compression = lz4
              health.port = 8080
              security.insecure = true
            }
            """);

        var worker = Parse(WorkerSettings.Text(node));

        Assert.Equal(node.Cluster.Name, worker.Cluster.Name);
        Assert.Equal(node.Cluster.Seeds, worker.Cluster.Seeds);
        Assert.Equal(node.Cluster with { Seeds = [] }, worker.Cluster with { Seeds = [] });
        Assert.Equal(node.Limits, worker.Limits);
        Assert.Equal(node.Link, worker.Link);
        Assert.Equal(node.Supervisor, worker.Supervisor);
        Assert.Equal((node.Node.Host, node.Node.BindHost, node.WorkerHost, node.Node.DataDir), (worker.Node.Host, worker.Node.BindHost, worker.WorkerHost, worker.Node.DataDir));
        Assert.DoesNotContain("left", WorkerSettings.Text(node), StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_node_has_secrets_Then_none_of_them_is_handed_down()
    {
        using var folder = new ConfigFolder();
        File.WriteAllText(folder.At("token"), "a-token-from-a-file-0123");
        File.WriteAllText(folder.At("db"), "Host=db;Password=from-a-file");
        File.WriteAllText(folder.At("pass"), "certificate-password-1");
        var direct = Parse("""
            topology {
              security { token = a-token-given-directly, tls { certificate-file = c.pfx, ca-file = ca.pem } }
              master { store = postgresql, postgresql = "Host=db;Password=given-directly" }
            }
            """);
        var fromFiles = NodeConfig.Parse(
            """
            topology {
              security { token-file = token, tls { certificate-file = c.pfx, ca-file = ca.pem, password-file = pass } }
              master { store = postgresql, postgresql-file = db }
            }
            """, folder.At("node.conf"), _ => null);

        var texts = WorkerSettings.Text(direct) + WorkerSettings.Text(fromFiles);

        Assert.All(
            ["given-directly", "a-token", "from-a-file", "certificate-password", "token", "postgresql", "Host=db"],
            secret => Assert.DoesNotContain(secret, texts, StringComparison.Ordinal));
        Assert.Null(Parse(WorkerSettings.Text(direct)).Security.Token);
        Assert.Null(Parse(WorkerSettings.Text(direct)).Security.Tls.Password);
        Assert.Equal("certificate-password-1", Parse(WorkerSettings.Text(fromFiles)).Security.Tls.Password?.Reveal());
    }

    [Fact]
    public void When_a_node_has_certificates_Then_workers_are_told_the_files_with_their_whole_paths()
    {
        using var folder = new ConfigFolder();
        var node = NodeConfig.Parse(
            "topology.security.tls { certificate-file = \"my certs/c.pem\", key-file = k.pem, ca-file = ca.pem, mutual = false }", folder.At("node.conf"), _ => null);

        var network = WorkerSettings.For(node, 7010);
        var worker = Parse(network.Configuration);

        Assert.Equal(node.Security.Tls, worker.Security.Tls);
        Assert.Equal(folder.At("my certs/c.pem"), network.Tls?.CertificateFile);
        Assert.Equal((folder.At("k.pem"), folder.At("ca.pem")), (network.Tls?.KeyFile, network.Tls?.AuthorityFile));
    }

    [Fact]
    public void When_settings_of_akka_are_given_Then_workers_get_them_too()
    {
        var node = Parse("""
            akka.cluster.gossip-interval = 5s
            akka { loglevel = DEBUG, actor.default-dispatcher { throughput = 7, type = "Dispatcher" } }
            akka.remote.dot-netty.tcp.applied-adapters = ["a", "b c"]
            """);

        var worker = Parse(WorkerSettings.Text(node));

        Assert.Equal(TimeSpan.FromSeconds(5), worker.Expert.GetTimeSpan("akka.cluster.gossip-interval"));
        Assert.Equal("DEBUG", worker.Expert.GetString("akka.loglevel"));
        Assert.Equal(7, worker.Expert.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal(["a", "b c"], worker.Expert.GetStringList("akka.remote.dot-netty.tcp.applied-adapters"));
    }

    [Fact]
    public void When_a_node_is_among_its_seeds_Then_it_is_named_once_and_first()
    {
        var node = Parse("topology { node.port = 7011, cluster.seeds = [\"127.0.0.1:7010\", \"127.0.0.1:7011\"] }");

        Assert.Equal(["127.0.0.1:7011", "127.0.0.1:7010"], WorkerSettings.For(node, 7011).Seeds);
        Assert.Equal(["127.0.0.1:9", "127.0.0.1:7010", "127.0.0.1:7011"], WorkerSettings.For(node, 9).Seeds);
    }

    [Fact]
    public void When_a_node_has_nothing_but_defaults_Then_its_workers_can_read_them() =>
        Assert.Empty(Parse(WorkerSettings.Text(Parse(""))).Cluster.Seeds);

    private static NodeConfig Parse(string text) => NodeConfig.Parse(text, null, _ => null);
}
