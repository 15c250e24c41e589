using System.Runtime.CompilerServices;

namespace Topology.Runtime.Windows;

/// <summary>How windows of a length and slide are made of slices: as long as the greatest common divisor of the two, and numbered from an origin. Pure.</summary>
internal sealed class SliceShape
{
    private readonly long _origin;

    /// <summary>In ticks from 1970, or in tuples from the first one.</summary>
    /// <param name="length">More than zero.</param>
    /// <param name="slide">More than zero, not more than the length.</param>
    /// <param name="origin">Where a window begins.</param>
    public SliceShape(long length, long slide, long origin)
    {
        _origin = origin;
        Slice = Gcd(length, slide);
        Slices = length / Slice;
        Step = slide / Slice;
    }

    /// <summary>Windows by event time or by the clock.</summary>
    public static SliceShape OfTime(TimeSpan length, TimeSpan slide) => new(length.Ticks, slide.Ticks, DateTime.UnixEpoch.Ticks);

    /// <summary>The length of a slice.</summary>
    public long Slice { get; }

    /// <summary>Slices in a window.</summary>
    public long Slices { get; }

    /// <summary>Slices from window to window.</summary>
    public long Step { get; }

    /// <summary>Whether a window is one slice.</summary>
    public bool IsPlain => Slices == 1;

    /// <summary>The slice of a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long SliceOf(long time)
    {
        var offset = time - _origin;
        var slice = offset / Slice;
        return offset < 0 && slice * Slice != offset ? slice - 1 : slice;
    }

    /// <summary>When a slice begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long StartOf(long slice) => _origin + slice * Slice;

    /// <summary>The end, as the number of the first slice after it, of the first window that has a slice.</summary>
    public long FirstEnd(long slice) => EndAtOrAfter(slice + 1);

    /// <summary>The end of the last window that has a slice.</summary>
    public long LastEnd(long slice) => EndAtOrBefore(slice + Slices);

    /// <summary>The first end of a window that is not before a slice's beginning.</summary>
    public long EndAtOrAfter(long slice) => slice + Modulo(Slices - slice);

    /// <summary>The last end of a window that is not after a slice's beginning.</summary>
    public long EndAtOrBefore(long slice) => slice - Modulo(slice - Slices);

    /// <summary>The last end of a window that a watermark has reached.</summary>
    public long EndReached(long watermark) => watermark < DateTime.MinValue.Ticks ? long.MinValue : EndAtOrBefore(SliceOf(watermark));

    /// <summary>The first slice that is in no window that has ended with this one.</summary>
    public long FirstAfter(long end) => end - Slices + Step;

    private long Modulo(long value)
    {
        var rest = value % Step;
        return rest < 0 ? rest + Step : rest;
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
