using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Topology.LoadTest.Scenarios.Ingest;

namespace Topology.Cluster.Tests.Support;

/// <summary>
/// Sends numbered lines to an ingest spout at a steady rate, each again until it is acked. Lines have few keys, in turn, so that every counting task gets some all the time.
/// One task sends; any thread may ask.
/// </summary>
internal sealed class TrackedLoad : IAsyncDisposable
{
    private const int Keys = 24; // with 3 tasks, the chance that one gets none is below 1 in 5,000
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10); // between two lines: 100 in a second
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(35); // more than the message time-out, so that the cluster's word is heard
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly IngestClient client;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<long, string> unacked = new(); // with what was said last
    private readonly ConcurrentDictionary<int, long> latest = new(); // by key: when the latest line that is acked was sent
    private Task sending = Task.CompletedTask;
    private long sent;
    private long acked;

    private TrackedLoad(string host, int port) => client = new IngestClient(new DnsEndPoint(host, port), connections: 1, AnswerWithin, TimeProvider.System);

    /// <summary>Lines that were acked.</summary>
    public long Acked => Interlocked.Read(ref acked);

    public static async Task<TrackedLoad> StartAsync(int port, string host = "127.0.0.1")
    {
        var load = new TrackedLoad(host, port);
        await Until.AnswerAsync($"the ingest spout listens on port {port}", TestCluster.Patience, load.TryConnectAsync, isConnected => isConnected);
        load.sending = Task.Run(load.SendAllAsync);
        return load;
    }

    /// <summary>Waits until lines of every key that were sent from now on have been acked: every task does its work.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> FlowsAsync(string phase, TimeSpan limit)
    {
        var start = Stopwatch.GetTimestamp();
        await Until.TrueAsync($"{phase}: acks of lines of every key", limit, () => Enumerable.Range(0, Keys).All(key => latest.GetValueOrDefault(key) > start));
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Sends nothing new, and waits until every line is acked.</summary>
    public async Task CompleteAsync()
    {
        await stopping.CancelAsync();
        await sending;
        await Until.AnswerAsync("every line is acked", TestCluster.Patience, _ => Task.FromResult(string.Join(", ", unacked.Take(5))), left => left.Length == 0);
        Assert.Equal(sent, Acked);
        Assert.NotEqual(0, sent);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await ended.CancelAsync();
        await sending;
        await client.DisposeAsync();
    }

    private async Task<bool> TryConnectAsync(CancellationToken token)
    {
        try
        {
            await client.ConnectAsync(token);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private async Task SendAllAsync()
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                var id = sent++;
                unacked[id] = "no answer";
                _ = SendAsync(id);
            }
        }
        catch (OperationCanceledException)
        {
            // The orderly end.
        }
    }

    private async Task SendAsync(long id)
    {
        var key = (int)(id % Keys);
        try
        {
            while (true)
            {
                var sentAt = Stopwatch.GetTimestamp();
                var failure = await client.SendAsync($"key{key} 1", ended.Token);
                if (failure is null)
                {
                    latest.AddOrUpdate(key, sentAt, (_, before) => Math.Max(before, sentAt));
                    break;
                }

                unacked[id] = failure;
                await Task.Delay(Again, TimeProvider.System, ended.Token);
            }

            Interlocked.Increment(ref acked);
            unacked.TryRemove(id, out _);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
