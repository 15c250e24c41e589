using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Topology.Samples.Tests.Support;

/// <summary>Hears from the log of a topology on which end points it listens, in the order in which they are bound.</summary>
internal sealed class ListeningLog : ILoggerFactory, ILogger
{
    private readonly Channel<IPEndPoint> endPoints = Channel.CreateUnbounded<IPEndPoint>();

    /// <summary>The next end point.</summary>
    public async Task<IPEndPoint> NextAsync(TimeSpan patience, CancellationToken token) =>
        await endPoints.Reader.ReadAsync(token).AsTask().WaitAsync(patience, token);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is IEnumerable<KeyValuePair<string, object?>> values && values.FirstOrDefault(value => value.Key == "EndPoint").Value is IPEndPoint endPoint)
            endPoints.Writer.TryWrite(endPoint);
    }

    public void Dispose()
    {
    }
}
