using Microsoft.Extensions.Logging;

namespace Topology.Cli.Running;

/// <summary>The log: one line a message on standard error, whatever that is at the moment of writing.</summary>
internal sealed class StandardErrorLoggerFactory(LogLevel least) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, least);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The command line has one log only.");

    public void Dispose()
    {
    }

    private sealed class LineLogger(string category, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Console.Error.WriteLine(LogLine.Of(logLevel, category, formatter(state, exception), exception));
        }
    }
}
