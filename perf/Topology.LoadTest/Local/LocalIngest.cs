using System.Globalization;
using System.Net;
using Ingest;
using Microsoft.Extensions.Logging;
using Topology.Clustering;

namespace Topology.LoadTest.Local;

/// <summary>What the child process of a <see cref="LocalTarget"/> does: prints the port, serves until standard input ends.</summary>
internal static class LocalIngest
{
    public const string ListeningPrefix = "listening on port ";

    public static async Task<int> RunAsync()
    {
        using var log = new PortLog();
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { LoggerFactory = log }).ConfigureAwait(false);
        await cluster.SubmitAsync(new IngestTopology(), TopologyArguments.Parse(["--port", "0"])).ConfigureAwait(false);
        var port = await log.Port.ConfigureAwait(false);
        Console.WriteLine($"{ListeningPrefix}{port.ToString(CultureInfo.InvariantCulture)}");
        await Console.In.ReadToEndAsync().ConfigureAwait(false);
        return 0;
    }

    /// <summary>Hears the port from the spout's log; warnings go to standard error.</summary>
    private sealed class PortLog : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource<int> port = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> Port => port.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IEnumerable<KeyValuePair<string, object?>> values && values.FirstOrDefault(value => value.Key == "EndPoint").Value is IPEndPoint bound)
                port.TrySetResult(bound.Port);
            if (logLevel >= LogLevel.Warning)
                Console.Error.WriteLine(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
