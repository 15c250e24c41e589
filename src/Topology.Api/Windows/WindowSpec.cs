namespace Topology;

/// <summary>The windows of a bolt. Immutable. Nothing is checked before the topology is built, which lists every mistake.</summary>
/// <remarks>Windows of time are aligned to 1970-01-01T00:00Z and hold what happened at their start or later, and before their end.</remarks>
public sealed record WindowSpec
{
    private WindowSpec(WindowKind kind) => Kind = kind;

    /// <summary>The window that all tuples are in. Without a trigger it shows what it has when all input has ended.</summary>
    public static WindowSpec Global { get; } = new(WindowKind.Global);

    /// <summary>How tuples are chosen.</summary>
    public WindowKind Kind { get; private init; }

    /// <summary>Of a sliding window, if it is a time; null: see <see cref="LengthCount"/>.</summary>
    public TimeSpan? Length { get; private init; }

    /// <summary>Of a sliding window, if it is a number of tuples.</summary>
    public int? LengthCount { get; private init; }

    /// <summary>From one sliding window's end to the next one's, if it is a time; null: see <see cref="SlideCount"/>.</summary>
    public TimeSpan? Slide { get; private init; }

    /// <summary>From one sliding window's end to the next one's, if it is a number of tuples.</summary>
    public int? SlideCount { get; private init; }

    /// <summary>Of a session: without a tuple for as long, it has ended.</summary>
    public TimeSpan? Gap { get; private init; }

    /// <summary>Each value of these fields has windows of its own; empty: each task has.</summary>
    public IReadOnlyList<string> KeyFields { get; init; } = [];

    /// <summary>True: windows go by the clock. False: by the tuples' event time, if any component upstream gives one, else by the clock.</summary>
    public bool IsProcessingTime { get; init; }

    /// <summary>For how long after the watermark has passed its end a window takes tuples, and shows further panes.</summary>
    /// <value>Default zero.</value>
    public TimeSpan AllowedLateness { get; init; }

    /// <summary>Gets, with all their values, the tuples that no window takes because they are too late; null: they are acked and counted.</summary>
    public string? LateStream { get; init; }

    /// <summary>When panes are shown. Null: at the window's end, and with each tuple that comes later and is not too late.</summary>
    public Trigger? Trigger { get; init; }

    /// <summary>What a further pane of a window shows.</summary>
    public Accumulation Accumulation { get; init; }

    /// <summary>Windows that follow each other without overlapping.</summary>
    /// <param name="length">More than zero.</param>
    public static WindowSpec Tumbling(TimeSpan length) => Sliding(length, length);

    /// <summary>So many tuples, then the next ones.</summary>
    /// <param name="count">At least 1.</param>
    public static WindowSpec Tumbling(int count) => Sliding(count, count);

    /// <summary>Windows of a time that end after each slide.</summary>
    /// <param name="length">More than zero.</param>
    /// <param name="slide">More than zero, not more than the length.</param>
    public static WindowSpec Sliding(TimeSpan length, TimeSpan slide) => new(WindowKind.Sliding) { Length = length, Slide = slide };

    /// <summary>The last tuples, each time that some more have come.</summary>
    /// <param name="count">Tuples in a window; at least 1.</param>
    /// <param name="slide">Tuples from window to window; at least 1, not more than the count.</param>
    public static WindowSpec Sliding(int count, int slide) => new(WindowKind.Sliding) { LengthCount = count, SlideCount = slide };

    /// <summary>The tuples of the last time, each time that some more have come.</summary>
    /// <param name="length">More than zero.</param>
    /// <param name="slide">Tuples from window to window; at least 1.</param>
    public static WindowSpec Sliding(TimeSpan length, int slide) => new(WindowKind.Sliding) { Length = length, SlideCount = slide };

    /// <summary>The last tuples, after each slide in which some have come.</summary>
    /// <param name="count">Tuples in a window; at least 1.</param>
    /// <param name="slide">More than zero.</param>
    public static WindowSpec Sliding(int count, TimeSpan slide) => new(WindowKind.Sliding) { LengthCount = count, Slide = slide };

    /// <summary>Of one key: tuples that are less than a gap apart. Needs a window key.</summary>
    /// <param name="gap">More than zero.</param>
    public static WindowSpec Session(TimeSpan gap) => new(WindowKind.Session) { Gap = gap };

    /// <summary>Whether what is in a window follows from time alone, so that it has a watermark's end.</summary>
    internal bool IsByTime => Kind != WindowKind.Sliding || (Length is not null && Slide is not null);

    /// <summary>Its shape, as it is written in code.</summary>
    internal string Shape => Kind switch
    {
        WindowKind.Session => $"Session({Gap})",
        WindowKind.Global => "Global",
        _ => $"Sliding({(object?)Length ?? LengthCount}, {(object?)Slide ?? SlideCount})",
    };
}
