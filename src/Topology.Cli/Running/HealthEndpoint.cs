using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Topology.Clustering;
using Topology.Clustering.Hosting;

namespace Topology.Cli.Running;

/// <summary>Answers probes over HTTP: GET /health/live and GET /health/ready with 200 or 503 and one line of JSON. Answers on the thread pool; a full pool makes it late, which is what a probe is there to find.</summary>
/// <remarks>Kestrel, as HttpListener ends the process if a probe comes in the moment in which it starts (dotnet/corefx 35191).</remarks>
internal sealed partial class HealthEndpoint : IAsyncDisposable
{
    private const int Connections = 64; // probes are few; the rest is a mistake, and is closed

    private readonly WebApplication _server;
    private readonly Func<HealthState> _state;
    private readonly ILogger _logger;

    private HealthEndpoint(WebApplication server, Func<HealthState> state, ILogger logger) => (_server, _state, _logger) = (server, state, logger);

    /// <summary>Starts to answer.</summary>
    /// <param name="options">Where; the port is not 0.</param>
    /// <param name="state">Asked at each probe, on any thread; quick.</param>
    /// <param name="loggers">For what goes wrong.</param>
    /// <exception cref="TopologyException">The port is taken or the address is not this machine's.</exception>
    public static async Task<HealthEndpoint> StartAsync(HealthOptions options, Func<HealthState> state, ILoggerFactory loggers)
    {
        // Empty: with neither the environment's settings nor a log or signals of its own.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        var endpoint = new HealthEndpoint(builder.Build(), state, loggers.CreateLogger("Topology"));
        endpoint._server.Run(endpoint.AnswerAsync);
        try
        {
            await endpoint._server.StartAsync().ConfigureAwait(false);
            return endpoint;
        }
        catch (Exception e)
        {
            await endpoint._server.DisposeAsync().ConfigureAwait(false);
            throw new TopologyException($"Probes cannot be answered at {options.Host}:{options.Port}: {e.Message}", e);
        }
    }

    /// <summary>Ends; a probe that is being answered is cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private static void Listen(KestrelServerOptions kestrel, HealthOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = Connections;
        if (options.Host == "*")
            kestrel.ListenAnyIP(options.Port);
        else if (options.Host == "localhost")
            kestrel.ListenLocalhost(options.Port);
        else if (IPAddress.TryParse(options.Host, out var address))
            kestrel.Listen(address, options.Port);
        else
            foreach (var each in Dns.GetHostAddresses(options.Host))
                kestrel.Listen(each, options.Port);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var isLive = path == "/health/live";
        if (!isLive && path != "/health/ready")
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else
            return TellAsync(context.Response, isLive, context.RequestAborted);
        return Task.CompletedTask;
    }

    private Task TellAsync(HttpResponse response, bool isLive, CancellationToken cancellation)
    {
        var state = Ask();
        var isGood = isLive ? state.IsLive : state is { IsLive: true, IsReady: true };
        response.StatusCode = isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(new { status = isGood ? "ok" : "unavailable", detail = state.Detail });
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(response.HttpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, cancellation).AsTask();
    }

    private HealthState Ask()
    {
        try
        {
            return _state();
        }
        catch (Exception e)
        {
            ProbeFailed(_logger, e);
            return new HealthState(false, false, "the node's state cannot be told");
        }
    }

    [LoggerMessage(182, LogLevel.Warning, "The state of the node cannot be told to a probe.")]
    private static partial void ProbeFailed(ILogger logger, Exception cause);

    /// <summary>Signals are the node's.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
