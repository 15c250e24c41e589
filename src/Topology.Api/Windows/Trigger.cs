namespace Topology;

/// <summary>Says when a window shows what it has. Immutable; may be shared by any number of bolts.</summary>
/// <remarks>A trigger that has fired is finished, unless its method says otherwise: once the whole of a window's trigger is finished the window is closed, shows nothing more, and tuples for it are late.
/// Whatever a window has not shown when it is done it shows then, so no trigger loses what came in time.</remarks>
public abstract class Trigger
{
    private protected Trigger() { }

    /// <summary>Fires once, when the watermark reaches the end of the window. Without late firings the window is closed then.</summary>
    public static AfterWatermarkTrigger AfterWatermark() => new(null, null);

    /// <summary>Fires when a time has passed since the first tuple that came after the firing before, by the clock.</summary>
    /// <param name="delay">More than zero.</param>
    public static Trigger AfterProcessingTime(TimeSpan delay) => new ProcessingTimeTrigger(delay);

    /// <summary>Fires when so many tuples have come.</summary>
    /// <param name="count">At least 1.</param>
    public static Trigger AfterCount(int count) => new CountTrigger(count);

    /// <summary>Fires with the tuple that says so.</summary>
    /// <param name="isPunctuation">Asked for each tuple of the window, on the executor's thread; must depend on the tuple only.</param>
    public static Trigger AfterPunctuation(Func<StreamTuple, bool> isPunctuation)
    {
        ArgumentNullException.ThrowIfNull(isPunctuation);
        return new PunctuationTrigger(isPunctuation);
    }

    /// <summary>Never fires: for one side of another trigger, which has to fire by itself.</summary>
    public static Trigger Never() => new NeverTrigger();

    /// <summary>Fires when the first of several does.</summary>
    /// <param name="triggers">At least one.</param>
    public static Trigger AnyOf(params Trigger[] triggers) => new AnyTrigger(Checked(triggers));

    /// <summary>Fires when each of several has fired or would.</summary>
    /// <param name="triggers">At least one.</param>
    public static Trigger AllOf(params Trigger[] triggers) => new AllTrigger(Checked(triggers));

    /// <summary>The same, beginning anew after each firing; never finished.</summary>
    public Trigger Repeatedly() => new RepeatedTrigger(this);

    /// <summary>The same, finished after the first firing.</summary>
    public Trigger Once() => new OnceTrigger(this);

    /// <summary>The same, until another one fires; that is the last firing.</summary>
    /// <param name="until">Ends it.</param>
    public Trigger OrFinally(Trigger until)
    {
        ArgumentNullException.ThrowIfNull(until);
        return new FinallyTrigger(this, until);
    }

    /// <summary>As it is written in code; part of a spec's hash.</summary>
    public abstract override string ToString();

    /// <summary>Whether there is anything that makes it fire.</summary>
    internal abstract bool CanFire { get; }

    /// <summary>The mistakes in its numbers.</summary>
    internal virtual IEnumerable<string> Mistakes => Parts.SelectMany(part => part.Mistakes);

    internal virtual IReadOnlyList<Trigger> Parts => [];

    private static Trigger[] Checked(Trigger[] triggers)
    {
        ArgumentNullException.ThrowIfNull(triggers);
        if (triggers.Length == 0 || triggers.Contains(null))
            throw new ArgumentException("At least one trigger is needed, and none may be null.", nameof(triggers));
        return [.. triggers];
    }
}
