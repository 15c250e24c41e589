namespace Topology;

/// <summary>Fires when the watermark reaches the end of the window; before and after that, as others say.</summary>
public sealed class AfterWatermarkTrigger : Trigger
{
    internal AfterWatermarkTrigger(Trigger? early, Trigger? late) => (Early, Late) = (early, late);

    /// <summary>Also fires before the end of the window, repeatedly.</summary>
    /// <param name="early">Begins anew after each firing.</param>
    public AfterWatermarkTrigger WithEarlyFirings(Trigger early)
    {
        ArgumentNullException.ThrowIfNull(early);
        return new AfterWatermarkTrigger(early, Late);
    }

    /// <summary>Also fires after the end of the window, repeatedly, as long as the allowed lateness lasts.</summary>
    /// <param name="late">Begins anew after each firing.</param>
    public AfterWatermarkTrigger WithLateFirings(Trigger late)
    {
        ArgumentNullException.ThrowIfNull(late);
        return new AfterWatermarkTrigger(Early, late);
    }

    /// <inheritdoc/>
    public override string ToString() => "AfterWatermark()"
        + (Early is null ? "" : $".WithEarlyFirings({Early})")
        + (Late is null ? "" : $".WithLateFirings({Late})");

    internal Trigger? Early { get; }

    internal Trigger? Late { get; }

    internal override bool CanFire => true;

    internal override IReadOnlyList<Trigger> Parts => [.. new[] { Early, Late }.OfType<Trigger>()];
}
