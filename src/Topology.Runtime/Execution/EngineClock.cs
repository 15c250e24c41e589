namespace Topology.Runtime.Execution;

/// <summary>The engine's clock: monotonic ticks of 100 ns from a <see cref="TimeProvider"/>.</summary>
public sealed class EngineClock(TimeProvider provider)
{
    private readonly long _start = provider.GetTimestamp();
    private readonly long _perTick = provider.TimestampFrequency % TimeSpan.TicksPerSecond == 0 ? provider.TimestampFrequency / TimeSpan.TicksPerSecond : 0;

    private readonly long _utcStart = provider.GetUtcNow().UtcTicks;

    public TimeProvider Provider { get; } = provider;

    /// <summary>Ticks of 100 ns since the clock was made.</summary>
    public long Now => _perTick > 0 ? (Provider.GetTimestamp() - _start) / _perTick : Provider.GetElapsedTime(_start).Ticks;

    /// <summary>A time of this clock as UTC ticks. Later changes of the system's time do not count.</summary>
    public long ToUtc(long time) => _utcStart + time;

    /// <summary>UTC ticks as a time of this clock.</summary>
    public long FromUtc(long ticks) => ticks - _utcStart;
}
