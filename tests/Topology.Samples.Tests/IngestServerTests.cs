using System.Net;
using Ingest;
using Topology.Samples.Tests.Support;

namespace Topology.Samples.Tests;

public class IngestServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // only ever used up by a failing test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NoMoreLinesAreReadThanTheQueueHolds()
    {
        using var woken = new SemaphoreSlim(0);
        var bound = new TaskCompletionSource<IPEndPoint>();
        var server = RequestServer.Start(new RequestServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            QueueLines = 4,
            Listening = endPoint => bound.SetResult(endPoint),
            Wake = () => woken.Release(),
        });
        using var client = await LineClient.ConnectAsync(await bound.Task.WaitAsync(Patience, Token), Token);

        await client.SendAsync(string.Concat(Enumerable.Range(0, 64).Select(line => $"{line} key\n")), Token);
        var taken = new List<string>();
        var most = 0;
        while (taken.Count < 64)
        {
            Assert.True(await woken.WaitAsync(Patience, Token), $"No further line after {taken.Count}.");
            most = Math.Max(most, server.Queued);
            while (server.TryTake(out var request))
                taken.Add(request.Id);
        }

        server.Stop();
        Assert.Equal(Enumerable.Range(0, 64).Select(line => $"{line}"), taken);
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task AnAnswerAfterTheEndIsDropped()
    {
        using var woken = new SemaphoreSlim(0);
        var bound = new TaskCompletionSource<IPEndPoint>();
        var server = RequestServer.Start(new RequestServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            QueueLines = 4,
            Listening = endPoint => bound.SetResult(endPoint),
            Wake = () => woken.Release(),
        });
        using var client = await LineClient.ConnectAsync(await bound.Task.WaitAsync(Patience, Token), Token);
        await client.SendAsync("1 key\n2 key\n", Token);
        Assert.True(await woken.WaitAsync(Patience, Token));
        Assert.True(server.TryTake(out var first));

        first.Connection.Answer("ok 1\n");
        server.Stop();
        first.Connection.Answer("late\n");

        Assert.Equal(["ok 1"], await client.ReceiveAllAsync(Token));
    }
}
