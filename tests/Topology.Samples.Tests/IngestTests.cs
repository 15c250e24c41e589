using System.Net;
using System.Net.Sockets;
using Ingest;
using Topology.Clustering;
using Topology.Samples.Tests.Support;

namespace Topology.Samples.Tests;

public class IngestTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // only ever used up by a failing test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachLineOfEachConnectionIsAnsweredOnceItIsCounted()
    {
        const int connections = 8, lines = 2000;
        using var log = new ListeningLog();
        await using var cluster = await StartAsync(log);
        var handle = await SubmitAsync(cluster, "--port", "0", "--queue", "100");
        var server = await log.NextAsync(Patience, Token);

        var answers = await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            using var client = await LineClient.ConnectAsync(server, Token);
            var receiving = client.ReceiveAllAsync(Token);
            await client.SendAsync(string.Concat(Enumerable.Range(0, lines).Select(line => $"{line} key{line % 7} 3 filler\n")), Token);
            client.EndSending();
            return await receiving;
        }));

        var expected = Enumerable.Range(0, lines).Select(line => $"ok {line}").Order();
        Assert.All(answers, received => Assert.Equal(expected, received.Order()));
        await handle.KillAsync(Patience, Token);
        var metrics = await handle.GetMetricsAsync(Token);
        Assert.Equal((connections * lines, connections * lines, 0), (metrics.Tracked, metrics.Acked, metrics.Pending));
        Assert.Equal(connections * lines, metrics["count"].Executed);
    }

    [Fact]
    public async Task WhatCannotBeCountedIsToldWithItsReasonAndTheConnectionGoesOn()
    {
        using var log = new ListeningLog();
        await using var cluster = await StartAsync(log);
        await SubmitAsync(cluster, "--port", "0");
        using var client = await LineClient.ConnectAsync(await log.NextAsync(Patience, Token), Token);

        Assert.Equal("error expected: id payload", await AskAsync(client, "garbage\n"));
        Assert.Equal("error expected: id payload", await AskAsync(client, " key\n"));
        Assert.Equal("error expected: id payload", await AskAsync(client, "\n"));
        Assert.Equal("error the id is longer than 64 bytes", await AskAsync(client, $"{new string('x', 65)} key\n"));
        Assert.Equal("error the line is not UTF-8", await AskAsync(client, "1 \u00ff\n"));
        Assert.Equal("failed 7 Failed", await AskAsync(client, "7 key many\n"));
        Assert.Equal("ok 8", await AskAsync(client, "8 key\r\n"));
    }

    [Theory]
    [InlineData(65_537)]
    [InlineData(1_000_000)]
    public async Task ALineThatIsTooLongIsSkipped(int length)
    {
        using var log = new ListeningLog();
        await using var cluster = await StartAsync(log);
        await SubmitAsync(cluster, "--port", "0");
        using var client = await LineClient.ConnectAsync(await log.NextAsync(Patience, Token), Token);

        Assert.Equal("error the line is longer than 65536 bytes", await AskAsync(client, $"1 {new string('x', length - 2)}\n"));
        Assert.Equal("ok 2", await AskAsync(client, $"2 {new string('x', 65_534)}\n"));
    }

    [Fact]
    public async Task EachTaskOfTheSpoutHasAPortOfItsOwn()
    {
        using var log = new ListeningLog();
        await using var cluster = await StartAsync(log);
        await SubmitAsync(cluster, "--port", "0", "--spouts", "2");
        var first = await log.NextAsync(Patience, Token);
        var second = await log.NextAsync(Patience, Token);

        Assert.NotEqual(first, second);
        foreach (var server in new[] { first, second })
        {
            using var client = await LineClient.ConnectAsync(server, Token);
            Assert.Equal("ok 1", await AskAsync(client, "1 key\n"));
        }
    }

    [Fact]
    public async Task ASpoutThatIsRestartedTakesItsPortBackAndEndsTheFormerConnections()
    {
        using var log = new ListeningLog();
        await using var cluster = await StartAsync(log);
        var builder = new TopologyBuilder();
        var crashes = 0;
        builder.SetSpout("ingest", () => new CrashingSpout(new IngestSpout(IPAddress.Loopback, 0, 10), () => Interlocked.Increment(ref crashes) == 1));
        builder.SetBolt("parse", () => new ParseBolt()).ShuffleGrouping("ingest");
        await cluster.SubmitAsync("crashing", new TopologyConfig(), builder.Build(), Token);
        var server = await log.NextAsync(Patience, Token);
        using var before = await LineClient.ConnectAsync(server, Token);

        await before.SendAsync("1 key\n", Token);

        Assert.Empty(await before.ReceiveAllAsync(Token));
        Assert.Equal(server, await log.NextAsync(Patience, Token));
        using var after = await LineClient.ConnectAsync(server, Token);
        Assert.Equal("ok 1", await AskAsync(after, "1 key\n"));
    }

    [Fact]
    public async Task ATakenPortIsReportedAndBoundOnceItIsFree()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = (IPEndPoint)other.LocalEndpoint;
        using var log = new ListeningLog();
        await using var cluster = await StartAsync(log);
        var handle = await SubmitAsync(cluster, "--port", taken.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        while ((await handle.GetErrorsAsync(Token)).Count == 0)
            await Task.Yield();

        other.Stop();

        Assert.Equal(taken, await log.NextAsync(Patience, Token));
        using var client = await LineClient.ConnectAsync(taken, Token);
        Assert.Equal("ok 1", await AskAsync(client, "1 key\n"));
        Assert.Contains("is taken by another program", Assert.Single(await handle.GetErrorsAsync(Token)).Message);
    }

    [Fact]
    public async Task AnAddressThatIsNotOfThisMachineFailsTheTopologyWithTheReason()
    {
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var config = new TopologyConfig { Restart = new RestartOptions { MaxRestarts = 0 } };

        var handle = await cluster.SubmitAsync(new IngestTopology(), TopologyArguments.Parse(["--host", "192.0.2.1"]), config, Token);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => handle.Completion.WaitAsync(Patience, Token));

        Assert.Contains("192.0.2.1", error.ToString());
    }

    [Fact]
    public async Task AKilledTopologyAnswersWhatWasInFlightAndFreesThePort()
    {
        using var log = new ListeningLog();
        await using var cluster = await StartAsync(log);
        var handle = await SubmitAsync(cluster, "--port", "0");
        var server = await log.NextAsync(Patience, Token);
        using var client = await LineClient.ConnectAsync(server, Token);
        Assert.Equal("ok 1", await AskAsync(client, "1 key\n"));

        await handle.KillAsync(Patience, Token);

        Assert.Empty(await client.ReceiveAllAsync(Token));
        using var listener = new TcpListener(server);
        listener.Start(); // throws if the port is taken
    }

    [Theory]
    [InlineData("--host must be localhost or an IP address", "--host=example.org")]
    [InlineData("--port must be between 0 and 65535, not 65536.", "--port=65536")]
    [InlineData("--port must be between 0 and 65533, not 65534.", "--port=65534", "--spouts=3")]
    [InlineData("--queue must be between 1 and 1000000, not 0.", "--queue=0")]
    [InlineData("the nearest is --port", "--prot")]
    public void AWrongArgumentIsExplained(string expected, params string[] arguments)
    {
        var error = Assert.Throws<TopologyArgumentException>(() => SampleRun.Spec(new IngestTopology(), arguments));

        Assert.Contains(expected, error.Message);
    }

    private static async Task<string?> AskAsync(LineClient client, string line)
    {
        await client.SendAsync(line, Token);
        return await client.ReceiveAsync(Token);
    }

    private static Task<LocalCluster> StartAsync(ListeningLog log) => LocalCluster.StartAsync(new LocalClusterOptions { LoggerFactory = log }, Token);

    private static Task<ITopologyHandle> SubmitAsync(LocalCluster cluster, params string[] arguments) =>
        cluster.SubmitAsync(new IngestTopology(), TopologyArguments.Parse(arguments), token: Token);
}
