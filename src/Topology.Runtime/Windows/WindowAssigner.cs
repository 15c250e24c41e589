namespace Topology.Runtime.Windows;

/// <summary>Which windows a time is in. Pure.</summary>
internal abstract class WindowAssigner
{
    /// <summary>Whether windows that overlap become one.</summary>
    public virtual bool Merges => false;

    /// <summary>Whether the window never ends before all input does.</summary>
    public virtual bool IsGlobal => false;

    /// <summary>Appends the windows, by their start.</summary>
    public abstract void Assign(long time, List<(long Start, long End)> windows);
}

/// <summary>Windows of a length, one after each slide.</summary>
internal sealed class SlidingAssigner(TimeSpan length, TimeSpan slide) : WindowAssigner
{
    public override void Assign(long time, List<(long Start, long End)> windows)
    {
        var (size, step) = (length.Ticks, slide.Ticks);
        var offset = (time - DateTime.UnixEpoch.Ticks) % step;
        var last = time - (offset < 0 ? offset + step : offset);
        for (var start = last - (size - 1 - (time - last)) / step * step; start <= last; start += step)
            windows.Add((start, start + size));
    }
}

/// <summary>From a tuple to a gap after it.</summary>
internal sealed class SessionAssigner(TimeSpan gap) : WindowAssigner
{
    public override bool Merges => true;

    public override void Assign(long time, List<(long Start, long End)> windows) => windows.Add((time, time + gap.Ticks));
}

/// <summary>One for all.</summary>
internal sealed class GlobalAssigner : WindowAssigner
{
    public override bool IsGlobal => true;

    public override void Assign(long time, List<(long Start, long End)> windows) => windows.Add((DateTime.MinValue.Ticks, long.MaxValue));
}
