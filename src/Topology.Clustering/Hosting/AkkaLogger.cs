using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Dispatch;
using Akka.Event;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Clustering.Observability;
using AkkaLevel = Akka.Event.LogLevel;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace Topology.Clustering.Hosting;

/// <summary>Hands what an actor system logs to the host's loggers, which it finds in the system's <see cref="LoggerFactorySetup"/>.</summary>
internal sealed class AkkaLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public AkkaLogger()
    {
        var setup = Context.System.Settings.Setup.Get<LoggerFactorySetup>();
        var loggers = setup.HasValue ? setup.Value.Factory : NullLoggerFactory.Instance;
        var logger = loggers.CreateLogger("Akka");
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(entry => logger.AkkaSaid(LevelOf(entry.LogLevel()), entry.LogSource, entry.Message?.ToString() ?? "", entry.Cause));
    }

    private static Level LevelOf(AkkaLevel level) => level switch
    {
        AkkaLevel.DebugLevel => Level.Debug,
        AkkaLevel.InfoLevel => Level.Information,
        AkkaLevel.WarningLevel => Level.Warning,
        _ => Level.Error,
    };
}

/// <summary>Where <see cref="AkkaLogger"/> finds the host's loggers.</summary>
internal sealed class LoggerFactorySetup(ILoggerFactory factory) : Setup
{
    public ILoggerFactory Factory { get; } = factory;
}
