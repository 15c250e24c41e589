using System.Net;
using System.Net.Sockets;
using Topology.Clustering.Hosting;

namespace Topology.Clustering.Tests.Hosting;

public sealed class NodeCheckTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task When_all_is_well_Then_nothing_is_found()
    {
        Assert.Empty(await CheckAsync("topology { node.port = 0, supervisor.slots = 1 }"));
        Assert.False(Directory.Exists(_folder.At("topology-data")));
    }

    [Fact]
    public async Task When_the_file_has_mistakes_Then_each_is_a_finding()
    {
        var findings = await CheckAsync("topology.node.prot = 1\ntopology.health.prot = 1");

        Assert.Equal(2, findings.Count);
        Assert.All(findings, finding => Assert.StartsWith($"error: {_folder.At("node.conf")}:", finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_there_is_no_file_Then_that_is_found() =>
        Assert.Contains("cannot be read", Assert.Single(await NodeCheck.RunAsync(_folder.At("none.conf"))).Text, StringComparison.Ordinal);

    [Fact]
    public async Task When_ports_are_taken_Then_that_is_found()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var alsoTaken = new TcpListener(IPAddress.Loopback, 0);
        alsoTaken.Start();

        var findings = await CheckAsync($"topology.node.port = {PortOf(taken)}\ntopology.health.port = {PortOf(alsoTaken)}");

        Assert.Equal(2, findings.Count);
        Assert.Contains($"cannot listen on 127.0.0.1:{PortOf(taken)}", findings[0], StringComparison.Ordinal);
        Assert.Contains($"cannot be answered on 127.0.0.1:{PortOf(alsoTaken)}", findings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_folder_cannot_be_written_Then_that_is_found()
    {
        await File.WriteAllTextAsync(_folder.At("file"), "", TestContext.Current.CancellationToken);

        var findings = await CheckAsync("topology.node.port = 0\ntopology.node.data-dir = file/data");

        Assert.All(findings, finding => Assert.Contains($"{_folder.At("file")} is a file", finding, StringComparison.Ordinal));
        Assert.NotEmpty(findings);
    }

    [Fact]
    public async Task When_a_seed_has_no_address_Then_that_is_a_warning()
    {
        var finding = Assert.Single(await CheckAsync("topology.node.port = 0\ntopology.node.roles = [supervisor]\ntopology.cluster.seeds = [\"no-such-host.invalid:7010\"]"));

        Assert.StartsWith("warning: topology.cluster.seeds: no-such-host.invalid has no address", finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_secret_can_be_read_by_others_Then_that_is_a_warning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no such modes");
        await File.WriteAllTextAsync(_folder.At("token"), "0123456789abcdef", TestContext.Current.CancellationToken);
        const string Settings = "topology.node.port = 0\ntopology.security.token-file = token";

        ConfigFolder.SetMode(_folder.At("token"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains($"chmod 600 {_folder.At("token")}", Assert.Single(await CheckAsync(Settings)), StringComparison.Ordinal);
        ConfigFolder.SetMode(_folder.At("token"), UnixFileMode.UserRead);
        Assert.Empty(await CheckAsync(Settings));
    }

    [Theory]
    [InlineData(-1, "error: the certificate in", "expired on")]
    [InlineData(5, "warning: the certificate in", "expires on")]
    [InlineData(25, null, null)]
    public async Task When_a_certificate_is_about_to_expire_Then_that_is_found(int validDays, string? start, string? part)
    {
        using var authority = new TestAuthority(_folder, "ours", TimeProvider.System.GetUtcNow());
        var findings = await CheckTlsAsync(authority.Issue("a", validDays), authority.CaFile);

        Assert.Equal(start is null ? 0 : 1, findings.Count);
        Assert.All(findings, finding => Assert.StartsWith(start!, finding, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Contains(part!, finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_a_certificate_is_of_another_authority_or_missing_Then_that_is_found()
    {
        using var ours = new TestAuthority(_folder, "ours", TimeProvider.System.GetUtcNow());
        using var theirs = new TestAuthority(_folder, "theirs", TimeProvider.System.GetUtcNow());

        Assert.Contains("is of no authority in", Assert.Single(await CheckTlsAsync(theirs.Issue("a"), ours.CaFile)), StringComparison.Ordinal);
        Assert.Contains("missing.pem cannot be used for TLS", Assert.Single(await CheckTlsAsync(_folder.At("missing.pem"), ours.CaFile)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gibberish=x", "is not a connection string")]
    [InlineData("Database=topology", "names no Host")]
    public async Task When_a_connection_string_is_wrong_Then_that_is_found_without_showing_it(string text, string part)
    {
        var finding = Assert.Single(await CheckAsync($"topology.node.port = 0\ntopology.master.store = postgresql\ntopology.master.postgresql-file = db", ("db", text)));

        Assert.Contains(part, finding, StringComparison.Ordinal);
        Assert.DoesNotContain(text, finding, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> CheckTlsAsync(string certificate, string authorities)
    {
        if (File.Exists(certificate))
            ConfigFolder.SetMode(certificate, UnixFileMode.UserRead);
        return CheckAsync($"topology.node.port = 0\ntopology.security.tls.certificate-file = \"{certificate}\"\ntopology.security.tls.ca-file = \"{authorities}\"");
    }

    private async Task<IReadOnlyList<string>> CheckAsync(string settings, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files.Append(("node.conf", settings)))
        {
            await File.WriteAllTextAsync(_folder.At(name), text);
            ConfigFolder.SetMode(_folder.At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return [.. (await NodeCheck.RunAsync(_folder.At("node.conf"), null, _ => null)).Select(finding => finding.ToString())];
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
