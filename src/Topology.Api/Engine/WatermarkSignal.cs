namespace Topology.Engine;

/// <summary>What a sender says about event time in what it has sent.</summary>
/// <param name="Watermark">UTC ticks; 0: nothing is known yet; <see cref="End"/>: nothing more will come; <see cref="Replaying"/>.</param>
/// <param name="IsIdle">The sender is not to be waited for, until it says something else.</param>
public readonly record struct WatermarkSignal(long Watermark, bool IsIdle = false)
{
    /// <summary>The watermark behind the end of all input.</summary>
    public const long End = long.MaxValue;

    /// <summary>In place of a watermark: tuples that a restarted executor has lost are emitted again, so that for it no watermark that was said before holds. It ends with the next signal.</summary>
    public const long Replaying = -1;

    internal const long PackedReplaying = End - 1;
    private const long IdleBit = 1L << 62; // above all ticks of dates

    /// <summary>Whether it must not be skipped or wait: receivers act on its coming, not on its value.</summary>
    internal bool IsUrgent => Watermark is End or Replaying;

    /// <summary>Both in one number, not negative; for codecs.</summary>
    internal long Packed => Watermark == Replaying ? PackedReplaying : IsIdle ? Watermark | IdleBit : Watermark;

    /// <summary>Whether a number from outside is a signal.</summary>
    internal static bool TryUnpack(long packed, out WatermarkSignal signal)
    {
        if (packed == PackedReplaying)
        {
            signal = new WatermarkSignal(Replaying);
            return true;
        }
        var isIdle = packed != End && (packed & IdleBit) != 0;
        signal = new WatermarkSignal(isIdle ? packed & ~IdleBit : packed, isIdle);
        return packed == End || (signal.Watermark >= 0 && signal.Watermark <= DateTime.MaxValue.Ticks);
    }
}
