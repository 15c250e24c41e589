using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Cli.Running;
using Topology.Clustering;
using Topology.Clustering.Hosting;

namespace Topology.Cli.Tests.Running;

public class HealthEndpointTests
{
    private static readonly HttpClient Client = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // for what takes no time

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData(true, false, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable)]
    [InlineData(false, true, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task When_probed_Then_the_state_of_that_moment_is_told(bool isLive, bool isReady, HttpStatusCode live, HttpStatusCode ready)
    {
        var state = new HealthState(false, false, "starts");
        var port = FreePort();
        await using var endpoint = await HealthEndpoint.StartAsync(new HealthOptions { Port = port }, () => state, NullLoggerFactory.Instance);
        state = new HealthState(isLive, isReady, "a \"member\"");

        Assert.Equal(live, (await GetAsync(port, "/health/live")).Status);
        var (status, body) = await GetAsync(port, "/health/ready");

        Assert.Equal(ready, status);
        Assert.Equal($$"""{"status":"{{(ready == HttpStatusCode.OK ? "ok" : "unavailable")}}","detail":"a \u0022member\u0022"}""", body);
    }

    [Fact]
    public async Task When_it_is_started_and_closed_while_probes_come_Then_it_answers_and_ends_at_once()
    {
        for (var round = 0; round < 200; round++)
        {
            var port = FreePort();
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            HealthState Answer()
            {
                asked.TrySetResult();
                return new HealthState(true, true, "");
            }

            using var stop = new CancellationTokenSource();
            var probing = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => ProbeAsync(port, stop.Token))));

            var endpoint = await HealthEndpoint.StartAsync(new HealthOptions { Port = port }, Answer, NullLoggerFactory.Instance);
            await asked.Task.WaitAsync(Patience, TimeProvider.System, Token);
            await endpoint.DisposeAsync().AsTask().WaitAsync(Patience, TimeProvider.System, Token);

            await stop.CancelAsync();
            await probing;
        }
    }

    private static async Task ProbeAsync(int port, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                await Client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"), token);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or SocketException)
            {
                // closed, which HttpClient finds in several ways, or the test is over
            }
        }
    }

    [Fact]
    public async Task When_the_state_cannot_be_told_Then_the_node_is_not_live_and_the_endpoint_goes_on()
    {
        var port = FreePort();
        await using var endpoint = await HealthEndpoint.StartAsync(new HealthOptions { Port = port }, () => throw new InvalidOperationException("secret"), NullLoggerFactory.Instance);

        var (status, body) = await GetAsync(port, "/health/live");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(port, "/health/live")).Status);
    }

    [Fact]
    public async Task When_something_else_is_asked_for_Then_it_is_not_found()
    {
        var port = FreePort();
        await using var endpoint = await HealthEndpoint.StartAsync(new HealthOptions { Port = port }, () => new HealthState(true, true, ""), NullLoggerFactory.Instance);

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(port, "/health/other")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(port, "/")).Status);
        using var posted = await Client.PostAsync($"http://127.0.0.1:{port}/health/live", null, Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("0.0.0.0")]
    [InlineData("localhost")]
    public async Task When_it_listens_elsewhere_Then_it_answers_there(string host)
    {
        var port = FreePort();
        await using var endpoint = await HealthEndpoint.StartAsync(new HealthOptions { Port = port, Host = host }, () => new HealthState(true, true, ""), NullLoggerFactory.Instance);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(port, "/health/ready")).Status);
    }

    [Fact]
    public async Task When_the_host_is_not_this_ones_Then_the_message_names_it()
    {
        var error = await Assert.ThrowsAsync<TopologyException>(() =>
            HealthEndpoint.StartAsync(new HealthOptions { Port = FreePort(), Host = "192.0.2.1" }, () => new HealthState(true, true, ""), NullLoggerFactory.Instance));

        Assert.Contains("192.0.2.1:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_port_is_taken_Then_the_message_names_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<TopologyException>(() => HealthEndpoint.StartAsync(new HealthOptions { Port = port }, () => new HealthState(true, true, ""), NullLoggerFactory.Instance));

        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_disposed_Then_nobody_answers()
    {
        var port = FreePort();
        await (await HealthEndpoint.StartAsync(new HealthOptions { Port = port }, () => new HealthState(true, true, ""), NullLoggerFactory.Instance)).DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(port, "/health/live"));
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(int port, string path)
    {
        using var response = await Client.GetAsync($"http://127.0.0.1:{port}{path}", Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>The configuration has no port that means any.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
