using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Topology.LoadTest.Scenarios.Ingest;

/// <summary>One TCP connection and what is asked over it. Many askers; one task that connects, writes and reads, and connects again after a break.</summary>
internal sealed class IngestConnection(DnsEndPoint target, TimeSpan answerWithin, TimeProvider time) : IAsyncDisposable
{
    private const string Broken = "connection broken";
    private const string NotConnected = "not connected";
    private static readonly TimeSpan ConnectAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<long, PendingAnswer> pending = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly OutgoingLines outgoing = new();
    private readonly Lock gate = new(); // isOpen changes, and requests are added, under it: none is added after the break that fails them all
    private bool isOpen;
    private long lastId;
    private Task? running;

    /// <summary>Opens it for the first time.</summary>
    /// <exception cref="SocketException">It could not be opened.</exception>
    public async Task ConnectAsync(CancellationToken token) => running = RunAsync(await OpenAsync(token).ConfigureAwait(false));

    /// <returns>Null when the payload is acked; else why not.</returns>
    public Task<string?> SendAsync(string payload, CancellationToken token)
    {
        var answer = new PendingAnswer(time.GetTimestamp());
        lock (gate)
        {
            if (!isOpen)
                return Task.FromResult<string?>(NotConnected);
            var id = ++lastId;
            pending[id] = answer;
            outgoing.Add(id, payload);
        }
        return token.CanBeCanceled ? answer.Task.WaitAsync(token) : answer.Task;
    }

    /// <summary>Fails what nobody has answered in time.</summary>
    public void FailOverdue()
    {
        foreach (var (id, answer) in pending)
        {
            if (time.GetElapsedTime(answer.SentAt) > answerWithin && pending.TryRemove(id, out _))
                answer.TrySetResult("no answer in time");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        if (running is not null)
            await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task<Socket> OpenAsync(CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, token).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        outgoing.Clear();
        lock (gate)
            isOpen = true;
        return socket;
    }

    private async Task RunAsync(Socket? socket)
    {
        try
        {
            while (true)
            {
                if (socket is not null)
                    await UseAsync(socket, stopping.Token).ConfigureAwait(false);
                await Task.Delay(ConnectAgainAfter, time, stopping.Token).ConfigureAwait(false);
                socket = await TryOpenAsync(stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The orderly end.
        }
    }

    private async Task<Socket?> TryOpenAsync(CancellationToken token)
    {
        try
        {
            return await OpenAsync(token).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return null; // ignored: requests fail meanwhile, and it is tried again
        }
    }

    /// <summary>Writes and reads until the connection ends, then fails what was asked over it.</summary>
    private async Task UseAsync(Socket socket, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token);
        using (socket)
        {
            var writing = WriteAsync(socket, either.Token);
            var reading = ReadAsync(socket, either.Token);
            await Task.WhenAny(writing, reading).ConfigureAwait(false);
            await either.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(writing, reading).ConfigureAwait(false);
        }
        lock (gate)
            isOpen = false;
        foreach (var id in pending.Keys)
        {
            if (pending.TryRemove(id, out var answer))
                answer.TrySetResult(Broken);
        }
        token.ThrowIfCancellationRequested();
    }

    private async Task WriteAsync(Socket socket, CancellationToken token)
    {
        try
        {
            while (true)
            {
                for (var bytes = await outgoing.TakeAsync(token).ConfigureAwait(false); bytes.Length > 0;)
                    bytes = bytes[await socket.SendAsync(bytes, token).ConfigureAwait(false)..];
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // Ignored: the connection ends.
        }
    }

    private async Task ReadAsync(Socket socket, CancellationToken token)
    {
        var buffer = new byte[64 * 1024]; // answers are far shorter
        var end = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(end), token).ConfigureAwait(false) is var count and > 0)
            {
                end += count;
                var used = Dispatch(buffer.AsSpan(0, end));
                buffer.AsSpan(used, end - used).CopyTo(buffer);
                end -= used;
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // Ignored: the connection ends.
        }
    }

    /// <returns>How many bytes made whole lines.</returns>
    private int Dispatch(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        for (int length; (length = bytes[used..].IndexOf((byte)'\n')) >= 0; used += length + 1)
        {
            var answer = IngestAnswer.Parse(bytes.Slice(used, length));
            if (answer.Id is { } id && pending.TryRemove(id, out var asked))
                asked.TrySetResult(answer.Failure);
            // Else: an answer that came too late, or an error for a line that was not understood, whose request ends as not answered.
        }
        return used;
    }

    /// <summary>Continuations must not run on the reading task: they would hold up the answers behind theirs.</summary>
    private sealed class PendingAnswer(long sentAt) : TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long SentAt { get; } = sentAt;
    }
}
