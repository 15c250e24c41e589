namespace Topology.Engine;

/// <summary>What a sender says about event time in what it has sent.</summary>
/// <param name="Watermark">UTC ticks; 0: nothing is known yet; <see cref="End"/>: nothing more will come.</param>
/// <param name="IsIdle">The sender is not to be waited for, until it says something else.</param>
public readonly record struct WatermarkSignal(long Watermark, bool IsIdle = false)
{
    /// <summary>The watermark behind the end of all input.</summary>
    public const long End = long.MaxValue;

    private const long IdleBit = 1L << 62; // above all ticks of dates

    /// <summary>Both in one number, not negative; for codecs.</summary>
    internal long Packed => IsIdle ? Watermark | IdleBit : Watermark;

    /// <summary>Whether a number from outside is a signal.</summary>
    internal static bool TryUnpack(long packed, out WatermarkSignal signal)
    {
        var isIdle = packed != End && (packed & IdleBit) != 0;
        signal = new WatermarkSignal(isIdle ? packed & ~IdleBit : packed, isIdle);
        return packed == End || (signal.Watermark >= 0 && signal.Watermark <= DateTime.MaxValue.Ticks);
    }
}
