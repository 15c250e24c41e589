using System.Security.Cryptography;
using System.Text;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Client;

/// <summary>The client over real remoting on loopback.</summary>
public class TopologyClientTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_nothing_listens_Then_connecting_says_where_and_why()
    {
        var gateway = FakeGateway.Start(_ => null);
        var address = gateway.Address;
        await gateway.DisposeAsync();

        var none = await Assert.ThrowsAsync<NoMasterException>(() => TopologyClient.ConnectAsync(new TopologyClientOptions { Masters = [address], ConnectTimeout = TimeSpan.FromSeconds(2) }, Token));

        Assert.StartsWith($"No master answers at {address} (Connection refused); tried for 2 s.", none.Message);
    }

    [Fact]
    public async Task When_the_options_name_no_master_Then_they_are_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => TopologyClient.ConnectAsync(new TopologyClientOptions { Masters = [] }, Token));

    [Fact]
    public void When_options_are_printed_Then_the_token_is_not_among_it()
    {
        var options = new TopologyClientOptions { Token = "secret" };

        Assert.DoesNotContain("secret", options.ToString());
        Assert.Contains(TopologyClientOptions.DefaultMaster, options.ToString());
    }

    [Fact]
    public async Task When_everything_is_asked_for_Then_the_answers_come_back_whole()
    {
        await using var gateway = FakeGateway.Start(request => request switch
        {
            ListTopologies => new TopologyListReply(new[] { Infos.Of("words"), Infos.Of("lines") }),
            GetTopology => new TopologyReply(Infos.Of("words")),
            GetCluster => new ClusterReply(Infos.Cluster),
            GetTopologyMetrics => new TopologyMetricsReply(Infos.Metrics),
            GetTopologyErrors => new TopologyErrorsReply(new[] { Infos.Error }),
            ReadWorkerLog log => new LogPiece(log.Offset, "ünder way"u8.ToArray(), 99),
            _ => null,
        });
        await using var client = await ConnectAsync(gateway);

        var handle = await client.GetAsync("words", Token);

        Assert.Equal(("words-1", "words"), (handle.Id, handle.Name));
        Assert.Equal(["words", "lines"], (await client.ListAsync(Token)).Select(info => info.Name));
        Assert.Equivalent(Infos.Of("words"), await client.GetInfoAsync("words", Token), strict: true);
        Assert.Equivalent(Infos.Cluster, await client.GetClusterAsync(Token), strict: true);
        Assert.Equal(Infos.Metrics.Components, (await handle.GetMetricsAsync(Token)).Components);
        Assert.Equal([Infos.Error], await handle.GetErrorsAsync(Token));
        Assert.Equal(TopologyStatus.Active, await handle.GetStatusAsync(Token));
        var log = await client.ReadLogAsync("words", 1, 5, 100, Token);
        Assert.Equal((5, "ünder way", 99), (log.Offset, Encoding.UTF8.GetString(log.Bytes.Span), log.Length));
        Assert.All(gateway.Requests, request => Assert.Equal("secret", request.Token));
    }

    [Fact]
    public async Task When_a_folder_is_submitted_Then_it_is_uploaded_whole_and_asked_to_run()
    {
        using var stored = new MemoryStream();
        long total = 0;
        await using var gateway = FakeGateway.Start(request =>
        {
            total = request is BeginUpload begin ? begin.Bytes : total;
            if (request is UploadPiece piece)
                stored.Write(piece.Bytes);
            return request is SubmitTopology ? new TopologyAccepted("words-1", "words") : new UploadState("", stored.Length, stored.Length == total);
        });
        await using var client = await ConnectAsync(gateway);
        var folder = Directory.CreateTempSubdirectory("topology-client-tests-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "Words.dll"), RandomNumberGenerator.GetBytes(500_000));
        File.WriteAllText(Path.Combine(folder, "Words.deps.json"), "{}");

        var handle = await client.SubmitAsync(
            folder, new SubmitOptions { Name = "words", Definition = "WordCount", Arguments = ["--limit", "3"], Settings = new Dictionary<string, string> { ["topology.workers"] = "2" } }, Token);

        var submit = Assert.Single(gateway.Requests.OfType<SubmitTopology>());
        Assert.Equal("words-1", handle.Id);
        Assert.Equal(("words", "Words.dll", "WordCount"), (submit.Name, submit.Assembly, submit.Definition));
        Assert.Equal(["--limit", "3"], submit.Arguments);
        Assert.Equal("2", submit.Settings["topology.workers"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(stored.ToArray())), submit.Package);
        Assert.Equal(["Words.deps.json", "Words.dll"], Packages.EntriesOf(stored));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task When_a_name_is_impossible_Then_nothing_is_sent()
    {
        await using var gateway = FakeGateway.Start(_ => null);
        await using var client = await ConnectAsync(gateway);

        await Assert.ThrowsAsync<TopologyException>(() => client.SubmitAsync(".", new SubmitOptions { Name = "a/b" }, Token));

        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task When_the_masters_node_is_gone_Then_the_next_request_goes_to_the_other_node()
    {
        await using var first = FakeGateway.Start(_ => new TopologyListReply(new[] { Infos.Of("of-the-first") }));
        var absent = FakeGateway.Start(_ => null);
        await using var client = await ConnectAsync(first, await GoneAsync(absent)); // so the first is the one that is found
        Assert.Equal("of-the-first", Assert.Single(await client.ListAsync(Token)).Name);
        await using var second = FakeGateway.Start(_ => new TopologyListReply(new[] { Infos.Of("of-the-second") }), absent.Port);

        await first.DisposeAsync();

        Assert.Equal("of-the-second", Assert.Single(await client.ListAsync(Token)).Name);
    }

    [Fact]
    public async Task When_the_node_comes_back_at_its_address_Then_the_client_goes_on()
    {
        var before = FakeGateway.Start(_ => new TopologyListReply(Array.Empty<TopologyInfo>()));
        await using var client = await ConnectAsync(before);
        Assert.Empty(await client.ListAsync(Token));

        await before.DisposeAsync();
        await using var after = FakeGateway.Start(_ => new TopologyListReply(new[] { Infos.Of("words") }), before.Port);

        Assert.Single(await client.ListAsync(Token));
    }

    private static async Task<FakeGateway> GoneAsync(FakeGateway gateway)
    {
        await gateway.DisposeAsync();
        return gateway;
    }

    // On a busy machine a first connection may take long; the times are only ever used up by a failing test.
    private static Task<TopologyClient> ConnectAsync(params FakeGateway[] gateways) => TopologyClient.ConnectAsync(
        new TopologyClientOptions
        {
            Masters = [.. gateways.Select(gateway => gateway.Address)],
            Token = "secret",
            ConnectTimeout = Patience.Limit,
            RequestTimeout = Patience.Limit,
        },
        Token);
}
