using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Topology.Cli.Running;

/// <summary>The log of a process that runs for months: one line a message on standard output, with the time in UTC. Thread-safe.</summary>
internal sealed class ServiceLoggerFactory(LogLevel least, TimeProvider time) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, least, time);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("A service has one log only.");

    public void Dispose()
    {
    }

    private sealed class LineLogger(string category, LogLevel least, TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var at = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            Console.Out.WriteLine($"{at} {LogLine.Of(logLevel, category, formatter(state, exception), exception)}");
        }
    }
}
