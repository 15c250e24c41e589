using System.Diagnostics;
using System.Text.RegularExpressions;
using Topology.Clustering.Hosting;

namespace Topology.Clustering.Tests.Hosting;

/// <summary>What lies in cluster-config.</summary>
public partial class ConfigFilesTests
{
    public static TheoryData<string> ConfFiles =>
        [.. Directory.EnumerateFiles(Repository.At("cluster-config"), "*.conf", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.At("cluster-config"), file)).Order()];

    public static TheoryData<string> Manifests => [.. Directory.EnumerateFiles(Repository.At("cluster-config", "kubernetes"), "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(ConfFiles))]
    public void When_a_configuration_is_loaded_Then_it_has_no_mistake_and_no_warning(string file)
    {
        var config = NodeConfig.Load(Repository.At("cluster-config", file), Secrets);

        Assert.Empty(config.Warnings);
    }

    [Fact]
    public void When_the_nodes_of_three_are_compared_Then_they_differ_only_where_they_must()
    {
        var nodes = new[] { "a", "b", "c" }.Select(name => NodeConfig.Load(Repository.At("cluster-config", "three-nodes", $"{name}.conf"), Secrets)).ToArray();

        Assert.Equal(nodes[0].Cluster.Seeds, nodes.Select(node => $"{node.Node.Host}:{node.Node.Port}"));
        Assert.Single(nodes.Select(node => node.SqliteFile).Distinct());
        Assert.Single(nodes.Select(node => string.Join(",", node.Cluster.Seeds)).Distinct());
        Assert.Equal(3, nodes.Select(node => node.Node.DataDir).Distinct().Count());
        Assert.Equal(3, nodes.Select(node => node.Health.Port).Distinct().Count());
        Assert.Equal(3, nodes.Select(node => node.Node.Name).Distinct().Count());
    }

    [Fact]
    public void When_the_reference_is_compared_with_the_table_Then_they_agree()
    {
        var file = Repository.At("cluster-config", "reference.conf");
        if (Environment.GetEnvironmentVariable("TOPOLOGY_WRITE_REFERENCE") == "1")
            File.WriteAllText(file, ReferenceText.Make());

        Assert.Equal(ReferenceText.Make(), File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void When_the_reference_is_loaded_Then_it_gives_the_defaults()
    {
        var defaults = NodeConfig.Parse("", Repository.At("cluster-config", "none.conf"), _ => null);

        var config = NodeConfig.Load(Repository.At("cluster-config", "reference.conf"), _ => null);

        Assert.Equal(defaults.ToSettings(), config.ToSettings());
    }

    [Fact]
    public void When_the_user_documentation_is_read_Then_it_names_every_key()
    {
        var text = File.ReadAllText(Repository.At("docs", "configuration-of-nodes.md"));

        Assert.All(NodeKeys.Names, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void When_the_pods_configuration_is_loaded_with_their_environment_Then_it_has_no_mistake()
    {
        var map = File.ReadAllText(Repository.At("cluster-config", "kubernetes", "configmap.yaml"));
        var block = map[(map.IndexOf("node.conf: |\n", StringComparison.Ordinal) + "node.conf: |\n".Length)..];
        var set = File.ReadAllText(Repository.At("cluster-config", "kubernetes", "statefulset.yaml"));
        var variables = Variable().Matches(set).Select(match => match.Value).Distinct().ToArray();

        var config = NodeConfig.Parse(block, null, name => !variables.Contains(name) ? null : name switch
        {
            "TOPOLOGY_NODE_NAME" => "topology-1",
            "TOPOLOGY_NODE_HOST" => "topology-1.topology",
            _ => Secrets(name),
        });

        Assert.Empty(variables.Except(NodeKeys.All.Select(key => key.Variable)));
        Assert.Empty(config.Warnings);
        Assert.Contains($"{config.Node.Host}:{config.Node.Port}", config.Cluster.Seeds);
        Assert.Contains($"containerPort: {config.Node.Port} }}", set, StringComparison.Ordinal);
        Assert.Contains($"containerPort: {config.Health.Port} }}", set, StringComparison.Ordinal);
        Assert.Contains($"mountPath: {Path.GetDirectoryName(config.Security.Tls.CertificateFile)},", set, StringComparison.Ordinal);
        Assert.Contains($"mountPath: {config.Node.DataDir} }}", set, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void When_a_manifest_is_read_Then_it_looks_like_one(string file)
    {
        var lines = File.ReadAllLines(Repository.At("cluster-config", "kubernetes", file));

        Assert.Contains(lines, line => line.StartsWith("apiVersion: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("kind: ", StringComparison.Ordinal));
        Assert.Contains("metadata:", lines);
        Assert.DoesNotContain(lines, line => line.Contains('\t'));
        Assert.DoesNotContain(lines, line => (line.Length - line.TrimStart().Length) % 2 == 1);
        Assert.All(lines, line => Assert.Equal(line.Count(c => c is '{' or '['), line.Count(c => c is '}' or ']') + Opened(file, line)));
    }

    [Fact]
    public async Task When_the_script_makes_certificates_Then_they_can_be_used()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/openssl"), "needs bash and openssl");
        using var folder = new ConfigFolder();
        using var script = Process.Start(new ProcessStartInfo("bash", [Repository.At("cluster-config", "make-test-ca.sh"), folder.FullName, "node-1", "127.0.0.1", "--", "node-2", "host-2"]) { RedirectStandardOutput = true })!;
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, script.ExitCode);
        foreach (var name in new[] { "node-1", "node-2", "client" })
        {
            var identity = TlsIdentity.Load(new TlsOptions { CertificateFile = folder.At($"{name}.pem"), CaFile = folder.At("ca.pem") });
            Assert.True(identity.IsTrusted(identity.Certificate, null));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ConfigFolder.ModeOf(folder.At($"{name}.pem")));
        }
        using var other = new TestAuthority(folder, "other", TimeProvider.System.GetUtcNow());
        Assert.False(TlsIdentity.Load(new TlsOptions { CertificateFile = folder.At("client.pem"), CaFile = other.CaFile }) is var stranger && stranger.IsTrusted(stranger.Certificate, null));
    }

    /// <summary>Brackets that embedded HOCON leaves open on a line, or closes.</summary>
    private static int Opened(string file, string line) => file != "configmap.yaml" || line.Contains("labels", StringComparison.Ordinal) ? 0
        : line.TrimEnd() switch
        {
            [.., '{' or '['] => 1,
            [.., '}' or ']'] when line.Trim().Length == 1 => -1,
            _ => 0,
        };

    private static string? Secrets(string name) => name switch
    {
        "TOPOLOGY_MASTER_POSTGRESQL" => "Host=db;Database=topology;Username=topology;Password=p",
        "TOPOLOGY_CHECKPOINT_POSTGRESQL" => "Host=db;Database=checkpoints;Username=workers;Password=p",
        "TOPOLOGY_SECURITY_TOKEN" => "0123456789abcdef0123456789abcdef",
        _ => null,
    };

    [GeneratedRegex(@"TOPOLOGY_\w+(?=\r?\n\s+value)")]
    private static partial Regex Variable();
}
