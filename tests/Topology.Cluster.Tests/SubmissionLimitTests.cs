using Topology.Clustering.Protocol;

namespace Topology.Cluster.Tests;

/// <summary>A node that asks for a token and takes small packages only.</summary>
public sealed class SubmissionLimitTests : ClusterTest
{
    private const string Secret = "0123456789abcdef-right";
    private const int LargestPackage = 1 << 20; // the least that can be configured

    [Fact]
    public async Task When_the_token_is_wrong_or_the_package_too_large_Then_the_submission_is_refused()
    {
        var cluster = await StartAsync(1, 1, "security.token-file = token, limits.package-size = 1MiB", Secret, files: ("token", Secret + "\n"));

        await RefusesTokenAsync(cluster, "0123456789abcdef-wrong");
        await RefusesTokenAsync(cluster, null);
        await RefusesLargePackageAsync(cluster);

        var handle = await cluster.SubmitAsync(BuildOutput.Exclamation, "allowed");
        Assert.Equal("allowed", Assert.Single(await cluster.Client.ListAsync(Token)).Name);
        Assert.DoesNotContain(Secret, string.Concat((await cluster.Client.GetClusterAsync(Token)).Settings.Values), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, cluster.AllLogs(), StringComparison.Ordinal);
        await handle.KillAsync(token: Token);
    }

    private static async Task RefusesTokenAsync(TestCluster cluster, string? token)
    {
        await using var stranger = await cluster.ConnectAsync(token);

        var list = await Assert.ThrowsAsync<TopologyRefusedException>(() => stranger.ListAsync(Token));
        var submission = await Assert.ThrowsAsync<TopologyRefusedException>(() => stranger.SubmitAsync(BuildOutput.Exclamation, token: Token));

        Assert.Equal(RefusalKind.Forbidden, list.Kind);
        Assert.Equal(RefusalKind.Forbidden, submission.Kind);
        Assert.DoesNotContain(Secret, list.Message + submission.Message, StringComparison.Ordinal);
    }

    private static async Task RefusesLargePackageAsync(TestCluster cluster)
    {
        var folder = Directory.CreateTempSubdirectory("topology-package-").FullName;
        foreach (var file in Directory.EnumerateFiles(BuildOutput.Exclamation))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var noise = new byte[2 * LargestPackage];
        new Random(1).NextBytes(noise); // does not shrink when it is packed
        await File.WriteAllBytesAsync(Path.Combine(folder, "noise.bin"), noise, Token);

        var refusal = await Assert.ThrowsAsync<TopologyRefusedException>(() => cluster.SubmitAsync(folder, "large"));

        Assert.Contains($"{LargestPackage}", refusal.Message.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
