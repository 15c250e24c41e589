using HashtagTrends;
using Topology.Clustering;
using Topology.Samples.Tests.Support;

namespace Topology.Samples.Tests;

public class HashtagSocketTests
{
    /// <summary>Only ever used up by a failing test.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LinesOfASocketAreRankedAlsoAfterTheServerClosedAndTookTheClientBack()
    {
        using var server = new LineServer();
        using var console = new PrintedText();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await SubmitAsync(cluster, "--host", "127.0.0.1", "--port", server.Port, "--tick", "1");

        await server.SendAsync(Token, """{"text": "#one #two"}""", "", "garbage", """{"text": "#ONE"}""");
        await server.SendAsync(Token, """{"text": "#two #two #three"}""").WaitAsync(Patience, Token);
        await console.Printed("Trending now (top 3):\n  #two    3\n  #one    2\n  #three  1\n").WaitAsync(Patience, Token);
        await handle.KillAsync(TimeSpan.FromSeconds(5), Token);

        Assert.EndsWith("Final ranking (top 3):\n  #two    3\n  #one    2\n  #three  1\n", console.Text);
        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal((4, 4), (metrics.Tracked, metrics.Acked)); // the blank line is not emitted
        Assert.Contains("The line: garbage", Assert.Single(await handle.GetErrorsAsync(Token)).Message);
    }

    [Fact]
    public async Task WithoutAServerTheTopologyWaitsAndStopsInGoodOrder()
    {
        string port;
        using (var server = new LineServer())
            port = server.Port;
        using var console = new PrintedText();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var handle = await SubmitAsync(cluster, "--port", port);

        await handle.KillAsync(TimeSpan.FromSeconds(5), Token);

        Assert.Equal(TopologyStatus.Killed, await handle.GetStatusAsync(Token));
        Assert.Equal(0, (await handle.GetMetricsAsync(Token)).Tracked);
    }

    private static Task<ITopologyHandle> SubmitAsync(LocalCluster cluster, params string[] arguments) =>
        cluster.SubmitAsync(new HashtagTrendsTopology(), TopologyArguments.Parse(arguments), token: Token);
}
