using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Topology.Clustering.Observability;

namespace Topology.Clustering.Hosting;

/// <summary>How a node is.</summary>
/// <param name="IsLive">Whether it is at work; else it should be restarted.</param>
/// <param name="IsReady">Whether it is a member of its cluster, and so of use to others.</param>
/// <param name="Detail">For people; one line without secrets.</param>
public sealed record HealthState(bool IsLive, bool IsReady, string Detail);

/// <summary>Answers probes over HTTP: GET /health/live and GET /health/ready with 200 or 503 and one line of JSON. Answers one at a time, on the thread pool; a full pool makes it late, which is what a probe is there to find.</summary>
public sealed class HealthEndpoint : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HealthState> _state;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;

    /// <summary>Starts to answer.</summary>
    /// <param name="options">Where; the port is not 0.</param>
    /// <param name="state">Asked at each probe, on any thread; quick.</param>
    /// <param name="loggers">For what goes wrong.</param>
    /// <exception cref="TopologyException">The port is taken or the address is not this machine's.</exception>
    public HealthEndpoint(HealthOptions options, Func<HealthState> state, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(options.Port);
        (_state, _logger) = (state, loggers.CreateLogger("Topology"));
        var host = options.Host is "0.0.0.0" or "::" ? "*" : options.Host;
        // Not only /health/: what no prefix matches, HttpListener answers itself, and on Linux it may then answer the next request on that connection with an empty 200.
        _listener.Prefixes.Add($"http://{(host.Contains(':') ? $"[{host}]" : host)}:{options.Port}/");
        try
        {
            _listener.Start();
        }
        catch (HttpListenerException e)
        {
            throw new TopologyException($"Probes cannot be answered at {options.Host}:{options.Port}: {e.Message}", e);
        }
        _loop = Task.Run(AnswerAllAsync);
    }

    /// <summary>Ends; a probe that is being answered is cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed.TrySetResult();
        _listener.Close();
        await _loop.ConfigureAwait(false);
    }

    private async Task AnswerAllAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var next = _listener.GetContextAsync();
                if (await Task.WhenAny(next, _closed.Task).ConfigureAwait(false) != next)
                    return; // a wait that began while the listener closed may never end
                Answer(await next.ConfigureAwait(false));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
            {
                if (!_listener.IsListening)
                    return; // closed by us
                _logger.ProbeFailed(e);
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        using var response = context.Response;
        var path = context.Request.Url?.AbsolutePath;
        if (path is not ("/health/live" or "/health/ready"))
            response.StatusCode = (int)HttpStatusCode.NotFound;
        else if (context.Request.HttpMethod is not ("GET" or "HEAD"))
            response.StatusCode = (int)HttpStatusCode.MethodNotAllowed;
        else
            Write(context, path == "/health/live");
    }

    private void Write(HttpListenerContext context, bool isLive)
    {
        var state = Ask();
        var isGood = isLive ? state.IsLive : state is { IsLive: true, IsReady: true };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { status = isGood ? "ok" : "unavailable", detail = state.Detail });
        context.Response.StatusCode = (int)(isGood ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength64 = body.Length;
        if (context.Request.HttpMethod == "GET")
            context.Response.OutputStream.Write(body);
    }

    private HealthState Ask()
    {
        try
        {
            return _state();
        }
        catch (Exception e)
        {
            _logger.ProbeFailed(e);
            return new HealthState(false, false, "the node's state cannot be told");
        }
    }
}
