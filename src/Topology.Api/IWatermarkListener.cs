namespace Topology;

/// <summary>A bolt that is told how far event time has got. Any bolt may implement it.</summary>
public interface IWatermarkListener
{
    /// <summary>The watermark of this bolt's inputs has advanced: no tuple of this event time or an earlier one is expected any more, though a late one may come.</summary>
    /// <remarks>Called on the executor's thread between two tuples, behind all that was sent before the watermark. What is emitted now goes ahead of the watermark. It never goes back, and
    /// <see cref="DateTime.MaxValue"/> means that all input has ended; a new instance after a restart is told again what the former one knew. An exception counts as the component's.</remarks>
    /// <param name="watermark">In UTC.</param>
    void WatermarkAdvanced(DateTime watermark);
}
