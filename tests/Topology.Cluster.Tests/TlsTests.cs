using System.Diagnostics;

namespace Topology.Cluster.Tests;

/// <summary>Two nodes with certificates on both sides and a token, as cluster-config/tls.conf has it.</summary>
public sealed class TlsTests : ClusterTest
{
    private const string Secret = "0123456789abcdef-token";
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(4);

    private readonly string _certificates = Directory.CreateTempSubdirectory("topology-certificates-").FullName;

    [Fact]
    public async Task When_certificates_are_asked_for_Then_tuples_cross_encrypted_and_strangers_are_kept_out()
    {
        var (ours, theirs) = (await AuthorityAsync("ours"), await AuthorityAsync("theirs"));
        var settings = $$"""
            security { token-file = token, tls { certificate-file = "{{ours}}/node.pem", ca-file = "{{ours}}/ca.pem", mutual = true } }
            """;
        var cluster = await StartAsync(nodes: 2, slots: 2, settings, Secret, ClientOf(ours, ours), ("token", Secret + "\n"));

        var (handle, port) = await IngestAsync(cluster, "encrypted", workers: 2);
        await using var load = await TrackedLoad.StartAsync(port);
        await load.FlowsAsync("start", TestCluster.Patience);
        await load.CompleteAsync();
        await NothingPendingAsync(handle);
        await handle.KillAsync(token: Token);

        await RefusesAsync(cluster, tls: null);
        await RefusesAsync(cluster, ClientOf(theirs, ours));
        await RefusesAsync(cluster, ClientOf(ours, theirs));
        Assert.DoesNotContain(Secret, cluster.AllLogs(), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", cluster.AllLogs(), StringComparison.Ordinal);
        Directory.Delete(_certificates, recursive: true);
    }

    private static async Task RefusesAsync(TestCluster cluster, TopologyClientTls? tls)
    {
        var refusal = await Assert.ThrowsAnyAsync<TopologyException>(async () =>
        {
            await using var stranger = await cluster.ConnectAsync(Secret, tls, Refused);
            await stranger.ListAsync(Token);
        });
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    private static TopologyClientTls ClientOf(string own, string trusted) => new() { CertificateFile = Path.Combine(own, "client.pem"), CaFile = Path.Combine(trusted, "ca.pem") };

    /// <summary>Runs the script that users run.</summary>
    private async Task<string> AuthorityAsync(string name)
    {
        var folder = Path.Combine(_certificates, name);
        using var script = Process.Start(new ProcessStartInfo("bash", [BuildOutput.TestAuthorityScript, folder, "node", "127.0.0.1"]) { RedirectStandardOutput = true })!; // null only with UseShellExecute
        await script.WaitForExitAsync(Token);
        Assert.Equal(0, script.ExitCode);
        return folder;
    }
}
