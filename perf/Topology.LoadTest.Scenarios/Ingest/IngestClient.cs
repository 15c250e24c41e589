using System.Net;

namespace Topology.LoadTest.Scenarios.Ingest;

/// <summary>Requests to one ingest spout over several connections, in turn. Thread-safe.</summary>
public sealed class IngestClient : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(250); // requests end up to so much late when nobody answers

    private readonly IngestConnection[] connections;
    private readonly ITimer sweep;
    private int next;

    /// <param name="target">The spout's end point.</param>
    /// <param name="connections">At least 1.</param>
    /// <param name="answerWithin">A request not answered by then has failed.</param>
    /// <param name="time">The clock.</param>
    public IngestClient(DnsEndPoint target, int connections, TimeSpan answerWithin, TimeProvider time)
    {
        this.connections = [.. Enumerable.Range(0, connections).Select(_ => new IngestConnection(target, answerWithin, time))];
        sweep = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>Opens all connections.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">One could not be opened.</exception>
    public Task ConnectAsync(CancellationToken token) => Task.WhenAll(connections.Select(connection => connection.ConnectAsync(token)));

    /// <summary>Sends a payload. A broken connection is opened again in the background; meanwhile its requests fail.</summary>
    /// <param name="payload">Without a line feed.</param>
    /// <param name="token">Gives up waiting.</param>
    /// <returns>Null when it is acked; else why not.</returns>
    public Task<string?> SendAsync(string payload, CancellationToken token) =>
        connections[(uint)Interlocked.Increment(ref next) % (uint)connections.Length].SendAsync(payload, token);

    public async ValueTask DisposeAsync()
    {
        await sweep.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private void Sweep()
    {
        foreach (var connection in connections)
            connection.FailOverdue();
    }
}
