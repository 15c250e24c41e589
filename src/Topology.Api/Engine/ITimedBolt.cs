namespace Topology.Engine;

/// <summary>A bolt that acts when event time or the clock has got somewhere. Called on the executor's thread, between tuples; each call may emit, ack and fail.</summary>
/// <remarks>Times are UTC ticks of 100 ns. An exception counts as the component's.</remarks>
public interface ITimedBolt
{
    /// <summary>The watermark of the inputs has advanced. What is emitted now goes ahead of the watermark. A new instance after a restart is told again what the former one knew.</summary>
    /// <param name="watermark">Never less than before. <see cref="long.MaxValue"/>: all input has ended, whether it has event time or not; the ticks of
    /// <see cref="DateTime.MaxValue"/>: all input that has event time has ended, and other input goes on.</param>
    void AdvanceWatermark(long watermark);

    /// <summary>When <see cref="OnTimer"/> is wanted, by the topology's <see cref="TimeProvider"/>; <see cref="long.MaxValue"/>: not at all. Read after each slice of the executor's work.</summary>
    long NextTimer { get; }

    /// <summary>The time that <see cref="NextTimer"/> asked for has come; <see cref="NextTimer"/> is to be later than <paramref name="now"/> afterwards.</summary>
    /// <param name="now">The time.</param>
    void OnTimer(long now);
}
