using System.Net;

namespace Ingest;

/// <summary>How a <see cref="RequestServer"/> runs. The actions are called on its thread.</summary>
internal sealed record RequestServerOptions
{
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>Lines that may wait to be taken; when there are as many, nothing is read, and TCP makes the clients wait.</summary>
    public required int QueueLines { get; init; }

    /// <summary>There are lines to take, or the server has failed.</summary>
    public required Action Wake { get; init; }

    /// <summary>The port is bound.</summary>
    public Action<IPEndPoint> Listening { get; init; } = _ => { };

    /// <summary>The port is taken by another program; told once, tried on.</summary>
    public Action<Exception> Waiting { get; init; } = _ => { };
}
