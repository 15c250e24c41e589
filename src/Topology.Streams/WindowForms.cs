namespace Topology.Streams;

/// <summary>Windows that follow each other without overlapping.</summary>
public static class Tumbling
{
    /// <summary>Of a time, aligned to 1970-01-01T00:00Z.</summary>
    /// <param name="length">More than zero.</param>
    public static WindowSpec Of(TimeSpan length) => WindowSpec.Tumbling(length);

    /// <summary>Of a number of elements.</summary>
    /// <param name="count">At least 1.</param>
    public static WindowSpec Of(int count) => WindowSpec.Tumbling(count);
}

/// <summary>Windows that overlap.</summary>
public static class Sliding
{
    /// <summary>As long as a time.</summary>
    /// <param name="length">More than zero.</param>
    public static SlidingTime Of(TimeSpan length) => new(length);

    /// <summary>As long as a number of elements.</summary>
    /// <param name="count">At least 1.</param>
    public static SlidingCount Of(int count) => new(count);
}

/// <summary>How long sliding windows are; how often they begin is still to be said.</summary>
/// <param name="Length">Their length.</param>
public readonly record struct SlidingTime(TimeSpan Length)
{
    /// <summary>A window for each slide of time.</summary>
    /// <param name="slide">More than zero, not more than the length.</param>
    public WindowSpec Every(TimeSpan slide) => WindowSpec.Sliding(Length, slide);

    /// <summary>A window each time so many elements have come.</summary>
    /// <param name="slide">At least 1.</param>
    public WindowSpec Every(int slide) => WindowSpec.Sliding(Length, slide);
}

/// <summary>How long sliding windows are; how often they begin is still to be said.</summary>
/// <param name="Count">Their length in elements.</param>
public readonly record struct SlidingCount(int Count)
{
    /// <summary>A window for each slide of time.</summary>
    /// <param name="slide">More than zero.</param>
    public WindowSpec Every(TimeSpan slide) => WindowSpec.Sliding(Count, slide);

    /// <summary>A window each time so many elements have come.</summary>
    /// <param name="slide">At least 1, not more than the count.</param>
    public WindowSpec Every(int slide) => WindowSpec.Sliding(Count, slide);
}

/// <summary>Windows of what follows closely.</summary>
public static class Session
{
    /// <summary>A session of a key ends when nothing has come for as long.</summary>
    /// <param name="gap">More than zero.</param>
    public static WindowSpec WithGap(TimeSpan gap) => WindowSpec.Session(gap);
}

/// <summary>The window of everything.</summary>
public static class Global
{
    /// <summary>Without a trigger it has a result when all input has ended.</summary>
    public static WindowSpec Window => WindowSpec.Global;
}
