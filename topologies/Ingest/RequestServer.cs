using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Ingest;

/// <summary>Reads lines of many TCP clients on one thread of its own. One other thread takes them; any thread may answer.</summary>
internal sealed class RequestServer
{
    private const int MostConnections = 1024;
    private static readonly TimeSpan BindAgainAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AcceptAgainAfter = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastAnswersTake = TimeSpan.FromSeconds(1); // to clients that do not read, at the end

    private readonly RequestServerOptions options;
    private readonly WakeSocket waker = new();
    private readonly ConcurrentQueue<LineRequest> lines = new(); // filled by the server's thread, emptied by the taker
    private readonly Dictionary<Socket, LineConnection> connections = []; // this and the next two: the server's thread only
    private readonly List<Socket> readable = [];
    private readonly List<Socket> writable = [];
    private readonly Thread thread;
    private int queued; // lines.Count, cheaper
    private volatile bool isStopping;
    private volatile Exception? failure;

    private RequestServer(RequestServerOptions options)
    {
        this.options = options;
        Port = options.EndPoint.Port;
        thread = new Thread(Run) { IsBackground = true, Name = $"ingest {options.EndPoint}" };
    }

    /// <summary>The port bound; before, the one asked for. Any thread.</summary>
    public int Port { get; private set; }

    /// <summary>Lines that can be taken. Any thread.</summary>
    public int Queued => Volatile.Read(ref queued);

    /// <summary>Why it serves no longer; null while it does. Any thread.</summary>
    public Exception? Failure => failure;

    public static RequestServer Start(RequestServerOptions options)
    {
        var server = new RequestServer(options);
        server.thread.Start();
        return server;
    }

    /// <summary>The next line. The taker's thread.</summary>
    public bool TryTake([NotNullWhen(true)] out LineRequest? request)
    {
        if (!lines.TryDequeue(out request))
            return false;
        if (Interlocked.Decrement(ref queued) == options.QueueLines / 2)
            waker.Signal(); // there is room again
        return true;
    }

    /// <summary>Sends the answers there are, ends all connections, frees the port.</summary>
    public void Stop()
    {
        isStopping = true;
        waker.Signal();
        thread.Join(LastAnswersTake * 2); // the thread bounds its own end; the factor is for a machine that is busy
    }

    private void Run()
    {
        try
        {
            using var listener = Bind();
            if (listener is not null)
                Serve(listener);
            FlushBeforeTheEnd();
        }
        catch (Exception error)
        {
            failure = error;
            options.Wake();
        }
        finally
        {
            foreach (var connection in connections.Values)
                connection.Close();
            waker.Dispose();
        }
    }

    private Socket? Bind()
    {
        for (var isFirst = true; !isStopping; isFirst = false)
        {
            var socket = new Socket(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(options.EndPoint);
                socket.Listen();
                socket.Blocking = false;
                var bound = (IPEndPoint)socket.LocalEndPoint!; // it is bound
                Port = bound.Port;
                options.Listening(bound);
                return socket;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                socket.Dispose();
                if (isFirst)
                    options.Waiting(new IOException($"{options.EndPoint} is taken by another program; trying on.", error));
                waker.Wait(BindAgainAfter);
            }
        }
        return null;
    }

    private void Serve(Socket listener)
    {
        while (!isStopping)
        {
            foreach (var connection in connections.Values)
                Attempt(connection, Progress);
            SelectSockets(listener);
            foreach (var socket in readable)
            {
                if (socket == listener)
                    Accept(listener);
                else if (connections.TryGetValue(socket, out var connection))
                    Attempt(connection, open => open.Receive());
                else
                    waker.Clear(); // before the next look at what it may have announced
            }
        }
    }

    /// <summary>Waits until a socket in <see cref="readable"/> or <see cref="writable"/> can be used, and leaves those in them.</summary>
    private void SelectSockets(Socket listener)
    {
        readable.Clear();
        writable.Clear();
        readable.Add(waker.Socket);
        readable.Add(listener);
        foreach (var (socket, connection) in connections)
        {
            if (connection.WantsToRead && Queued < options.QueueLines)
                readable.Add(socket);
            if (connection.WantsToWrite)
                writable.Add(socket);
        }
        Socket.Select(readable, writable, null, Timeout.InfiniteTimeSpan);
    }

    private void Accept(Socket listener)
    {
        Socket socket;
        try
        {
            socket = listener.Accept();
        }
        catch (SocketException)
        {
            waker.Wait(AcceptAgainAfter); // ignored: the client has gone again, or there are no descriptors left
            return;
        }
        var connection = new LineConnection(socket, waker.Signal);
        try
        {
            socket.Blocking = false;
            socket.NoDelay = true; // answers are batched here already
            if (connections.Count < MostConnections)
            {
                connections.Add(socket, connection);
                return;
            }
            connection.Say($"error there are {MostConnections} connections already\n");
            connection.Flush();
        }
        catch (SocketException)
        {
            // Ignored: it is closed below.
        }
        connection.Close();
    }

    /// <summary>Queues the lines that have arrived while there is room, and sends the answers there are.</summary>
    private void Progress(LineConnection connection)
    {
        var hasQueued = false;
        while (Queued < options.QueueLines && connection.TryPeekLine(out var line))
            hasQueued |= TryQueue(connection, line);
        if (hasQueued)
            options.Wake();
        connection.Flush();
        if (connection.IsFinished)
            Drop(connection);
    }

    private bool TryQueue(LineConnection connection, ReadOnlySpan<byte> line)
    {
        var isWellFormed = LineText.TryParse(line, out var id, out var payload, out var mistake);
        connection.Advance(line.Length, isWellFormed);
        if (!isWellFormed)
        {
            connection.Say($"error {mistake}\n");
            return false;
        }
        Interlocked.Increment(ref queued); // before it can be taken
        lines.Enqueue(new LineRequest(connection, id!, payload!)); // set, as the line is well formed
        return true;
    }

    private void Attempt(LineConnection connection, Action<LineConnection> action)
    {
        try
        {
            action(connection);
        }
        catch (SocketException)
        {
            Drop(connection); // ignored: the client is gone
        }
    }

    // Removing from a dictionary is allowed while it is enumerated.
    private void Drop(LineConnection connection)
    {
        connections.Remove(connection.Socket);
        connection.Close();
    }

    private void FlushBeforeTheEnd()
    {
        foreach (var connection in connections.Values)
        {
            Attempt(connection, open =>
            {
                open.Socket.Blocking = true;
                open.Socket.SendTimeout = (int)LastAnswersTake.TotalMilliseconds;
                open.Flush();
            });
        }
    }
}
