using Topology.Clustering.Hosting;
using Topology.Clustering.Scheduling;

namespace Topology.Clustering.Tests.Hosting;

public class NodeConfigTests
{
    private static readonly Func<string, string?> NoEnvironment = _ => null;

    [Fact]
    public void When_a_text_is_empty_Then_defaults_are_in_force()
    {
        var config = Parse("");

        Assert.Equal([NodeRole.Master, NodeRole.Supervisor], config.Node.Roles);
        Assert.Equal("127.0.0.1:7010", config.Node.NameAt(config.Node.Port));
        Assert.Equal(Environment.ProcessorCount, config.Supervisor.Slots);
        Assert.True(config.Supervisor.MemoryBytes > 0);
        Assert.Empty(config.Warnings);
    }

    [Fact]
    public void When_settings_are_given_Then_they_are_read()
    {
        var config = Parse("""
            topology {
              node { name = a, roles = [supervisor], host = node-a.example, port = 0, data-dir = /var/lib/t }
              node.bind-host = "0.0.0.0"
              cluster.seeds = ["m1:7010", "[::1]:7011"]
              cluster { scheduler = resource-aware, heartbeat-interval = 250ms, stable-after = 5 s }
              master.store = postgresql
              supervisor { slots = 3, memory = 2 GiB }
              limits.tuple-size = 32MiB
              security.token = "0123456789abcdef"
              link.compression = lz4
            }
            """);

        Assert.Equal("a", config.Node.NameAt(99));
        Assert.Equal([NodeRole.Supervisor], config.Node.Roles);
        Assert.Equal("0.0.0.0", config.Node.BoundHost);
        Assert.Equal(["m1:7010", "[::1]:7011"], config.Cluster.Seeds);
        Assert.Equal(SchedulerKind.ResourceAware, config.Cluster.Scheduler);
        Assert.Equal(TimeSpan.FromMilliseconds(250), config.Cluster.HeartbeatInterval);
        Assert.Equal(TimeSpan.FromSeconds(5), config.Cluster.StableAfter);
        Assert.Equal(StoreKind.PostgreSql, config.Master.Store);
        Assert.Equal(2L << 30, config.Supervisor.MemoryBytes);
        Assert.Equal(32 << 20, config.Limits.TupleBytes);
        Assert.Equal("0123456789abcdef", config.Security.Token?.Reveal());
        Assert.Equal(LinkCompression.Lz4, config.Link.Compression);
        Assert.Equal("/var/lib/t/logs", config.LogDir);
    }

    [Fact]
    public void When_there_are_several_mistakes_Then_all_are_told_with_their_lines_and_the_nearest_key()
    {
        var mistakes = MistakesOf("""
            # a comment
            topology {
              node.prot = 7010
              supervisor {
                slots = many
              }
            }
            other = 1
            """);

        Assert.Equal(
            [
                "line 3: topology.node.prot is not a known setting; the nearest is \"node.port\".",
                "line 5: topology.supervisor.slots = many: expected a whole number from 1 to 1000.",
                "line 8: other is not a known section; settings stand in \"topology { … }\".",
            ],
            mistakes);
    }

    [Theory]
    [InlineData("node.port = 70000")]
    [InlineData("node.roles = []")]
    [InlineData("node.roles = [master, worker]")]
    [InlineData("node.roles = [master, master]")]
    [InlineData("node.host = \"a b\"")]
    [InlineData("cluster.seeds = [somewhere]")]
    [InlineData("cluster.seeds = [\"a:1\", \"a:1\"]")]
    [InlineData("cluster.stable-after = 5")]
    [InlineData("cluster.stable-after = -5s")]
    [InlineData("limits.tuple-size = 20TB")]
    [InlineData("limits.tuple-size { a = 1 }")]
    [InlineData("node = 5")]
    [InlineData("security.token = short")]
    public void When_a_value_cannot_be_used_Then_it_is_refused(string setting) => Assert.Single(MistakesOf($"topology.{setting}"));

    [Theory]
    [InlineData("master.store = postgresql", "topology.master.postgresql-file")]
    [InlineData("cluster { heartbeat-interval = 2s, acceptable-pause = 2s }", "twice")]
    [InlineData("health.port = 7010", "the same")]
    [InlineData("node.host = \"0.0.0.0\", security.insecure = true", "bind-host")]
    [InlineData("node.bind-host = \"0.0.0.0\"", "neither topology.security.token nor client certificates")]
    [InlineData("node.host = node-1", "neither topology.security.token nor client certificates")]
    [InlineData("supervisor.worker-host = node-1", "neither topology.security.token nor client certificates")]
    [InlineData("security.tls.certificate-file = a.pfx", "without topology.security.tls.ca-file")]
    [InlineData("node.host = node-1, security.tls { certificate-file = a.pfx, ca-file = ca.pem, mutual = false }", "neither topology.security.token nor client certificates")]
    [InlineData("security.tls.ca-file = ca.pem", "certificate-file")]
    [InlineData("security.tls { certificate-file = a.pfx, ca-file = ca.pem, password = open }", "without topology.security.tls.password-file")]
    public void When_settings_contradict_each_other_Then_the_message_says_which(string settings, string part) =>
        Assert.Contains(part, Assert.Single(MistakesOf($"topology {{ {settings} }}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("node.host = node-1, security.token = 0123456789abcdef", "without mutual TLS")]
    [InlineData("security.tls { certificate-file = a.pfx, ca-file = ca.pem, mutual = false }", "lets anybody connect")]
    [InlineData("cluster.seeds = [\"elsewhere:7010\"]", "share one database")]
    public void When_settings_are_hardly_meant_Then_there_is_a_warning(string settings, string part) =>
        Assert.Contains(Parse($"topology {{ {settings} }}").Warnings, warning => warning.Contains(part, StringComparison.Ordinal));

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public void When_seeds_are_on_this_host_by_either_name_Then_there_is_no_warning(string host) =>
        Assert.Empty(Parse($"topology {{ node.host = {host}, cluster.seeds = [\"localhost:7010\", \"127.0.0.1:7011\"] }}").Warnings);

    [Theory]
    [InlineData("topology { node { port = 1 ", "the brace opened on line 1 is not closed")]
    [InlineData("topology {\n } }\ntopology.node.port = 1", "line 2 closes a brace that was not opened")]
    [InlineData("topology.node.name = \"a\ntopology.node.port = 1", "the quote opened on line 1 is not closed")]
    [InlineData("topology.node.roles = [master\n", "the list opened on line 1 is not closed")]
    [InlineData("topology {\n node { name = a }, security.token = my-secret }", "Unknown token on line 2.")]
    [InlineData("topology.node.name = ${NOWHERE}", "Unresolved substitution: NOWHERE.")]
    public void When_a_text_is_not_hocon_Then_that_is_said_and_nothing_of_it_is_shown(string text, string part)
    {
        var mistake = Assert.Single(MistakesOf(text));

        Assert.Equal($"the text is not HOCON: {part}{(part.EndsWith('.') ? "" : ".")}", mistake);
    }

    [Fact]
    public void When_the_environment_has_a_setting_Then_it_wins()
    {
        var environment = new Dictionary<string, string>
        {
            ["TOPOLOGY_NODE_BIND_HOST"] = "127.0.0.1",
            ["TOPOLOGY_CLUSTER_SEEDS"] = "127.0.0.1:1, 127.0.0.1:2",
            ["TOPOLOGY_NODE_PORT"] = "7",
        };

        var config = NodeConfig.Parse("topology.node.port = 8", null, environment.GetValueOrDefault);

        Assert.Equal("127.0.0.1", config.Node.BindHost);
        Assert.Equal(["127.0.0.1:1", "127.0.0.1:2"], config.Cluster.Seeds);
        Assert.Equal(7, config.Node.Port);
        Assert.Contains(
            "TOPOLOGY_NODE_PORT",
            Assert.Single(Assert.Throws<NodeConfigException>(() => NodeConfig.Parse("", null, name => name == "TOPOLOGY_NODE_PORT" ? "tcp://1.2.3.4" : null)).Mistakes),
            StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_secret_is_in_a_file_Then_it_is_read_and_never_shown()
    {
        using var folder = new ConfigFolder();
        File.WriteAllText(folder.At("token"), "a-token-that-nobody-knows\n");
        File.WriteAllText(folder.At("db"), "Host=db;Password=hidden\n");
        File.WriteAllText(folder.At("node.conf"), "topology { master.store = postgresql, master.postgresql-file = db, security.token-file = token }");

        var config = NodeConfig.Load(folder.At("node.conf"), NoEnvironment);

        Assert.Equal("a-token-that-nobody-knows", config.Security.Token?.Reveal());
        Assert.Equal("Host=db;Password=hidden", config.Master.PostgreSql?.Reveal());
        Assert.Equal(folder.At("token"), config.Security.TokenFile);
        Assert.Equal("***", config.ToSettings()["topology.security.token"]);
        Assert.Equal("***", config.ToSettings()["topology.master.postgresql"]);
        Assert.DoesNotContain("nobody", config.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", config.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_secret_is_wrong_Then_the_message_does_not_show_it()
    {
        var mistake = Assert.Single(MistakesOf("topology.security.token = tooshort"));

        Assert.DoesNotContain("tooshort", mistake, StringComparison.Ordinal);
        Assert.Contains("at least 16 characters", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void When_a_file_of_a_secret_is_missing_Then_that_is_a_mistake()
    {
        var mistake = Assert.Single(MistakesOf("topology.security.token-file = /nowhere/token"));

        Assert.StartsWith("line 1: topology.security.token-file cannot be read", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akka.actor.serializers.json = \"Akka.Serialization.NewtonSoftJsonSerializer, Akka\"")]
    [InlineData("akka { actor { serialization-bindings { \"System.Object\" = json } } }")]
    [InlineData("akka.remote.dot-netty.tcp.enable-ssl = off")]
    [InlineData("akka.actor { provider = local }")]
    public void When_a_setting_of_akka_would_undo_security_Then_it_is_refused(string setting) =>
        Assert.Contains("may not be changed", Assert.Single(MistakesOf(setting)), StringComparison.Ordinal);

    [Fact]
    public void When_other_settings_of_akka_are_given_Then_they_are_kept()
    {
        var config = Parse("akka.cluster.gossip-interval = 5s\nakka.loglevel = DEBUG");

        Assert.Equal(TimeSpan.FromSeconds(5), config.Expert.GetTimeSpan("akka.cluster.gossip-interval"));
        Assert.Equal("DEBUG", config.Expert.GetString("akka.loglevel"));
    }

    [Fact]
    public void When_all_settings_are_written_and_read_again_Then_they_are_the_same()
    {
        var config = Parse("topology { node.port = 1234, node.roles = [supervisor], cluster.seeds = [\"127.0.0.1:7010\"], supervisor.memory = 64MiB }");

        var text = string.Join('\n', NodeKeys.All.Where(key => key.Get(config) is not null).Select(key => $"{key.FullName} = {key.Get(config)}"));

        Assert.Equal(config.ToSettings(), Parse(text).ToSettings());
    }

    [Fact]
    public void When_the_table_is_looked_through_Then_keys_and_variables_are_unique_and_every_default_is_allowed()
    {
        Assert.Equal(NodeKeys.All.Count, NodeKeys.All.Select(key => key.Variable).Distinct().Count());
        Assert.All(NodeKeys.All, key => Assert.True(key.Get(new NodeConfig()) is not { } value || key.Set(new NodeConfig(), value) is not null, key.Name));
        Assert.Equal(["TOPOLOGY_CHECKPOINT_POSTGRESQL", "TOPOLOGY_MASTER_POSTGRESQL", "TOPOLOGY_SECURITY_TLS_PASSWORD", "TOPOLOGY_SECURITY_TOKEN"], NodeKeys.All.Where(key => key.IsSecret).Select(key => key.Variable).Order());
    }

    private static NodeConfig Parse(string text) => NodeConfig.Parse(text, null, NoEnvironment);

    private static IReadOnlyList<string> MistakesOf(string text) => Assert.Throws<NodeConfigException>(() => Parse(text)).Mistakes;
}
