namespace Topology.Runtime.Windows;

/// <summary>Shows windows that have triggers: which pane it is, what it shows, what is taken back. One thread.</summary>
internal sealed class Panes<T>(Accumulation accumulation, WindowContents<T> contents, IWindowOutput<T> output)
{
    private bool Retracts => accumulation == Accumulation.AccumulatingAndRetracting;

    /// <summary>Shows a window, unless there is nothing new and it is not the pane at the end.</summary>
    public void Show(OpenWindow<T> window, long watermark, bool isLast)
    {
        var timing = window.End > watermark ? PaneTiming.Early : window.IsPastEnd ? PaneTiming.Late : PaneTiming.OnTime;
        if (window.NewTuples == 0 && timing != PaneTiming.OnTime)
            return;
        if (timing == PaneTiming.OnTime)
            window.IsPastEnd = true;
        Retract(window);
        var pane = new Pane(timing, window.Panes, window.Panes == 0, isLast);
        window.Panes++;
        window.NewTuples = 0;
        if (Retracts && !isLast)
            (window.Shown ??= []).Add(new ShownPane<T>(window.Start, window.End, contents.Copy(window.Value), pane));
        output.Show(FiringOf(window, window.Start, window.End, window.Value, pane, isRetraction: false), [window.Fresh]);
        window.Fresh?.DropShown();
        if (accumulation != Accumulation.Discarding || isLast)
            return;
        contents.Release(window.Value);
        window.Value = contents.Create();
    }

    /// <summary>What windows that have become one have shown: all of it is to be taken back.</summary>
    public static List<ShownPane<T>>? Together(List<ShownPane<T>>? first, List<ShownPane<T>>? second)
    {
        if (first is null || second is null)
            return first ?? second;
        first.AddRange(second);
        return first;
    }

    private void Retract(OpenWindow<T> window)
    {
        foreach (var (start, end, value, pane) in window.Shown ?? [])
            output.Show(FiringOf(window, start, end, value, pane, isRetraction: true), []);
        window.Shown?.Clear();
    }

    private static Firing<T> FiringOf(OpenWindow<T> window, long start, long end, T value, Pane pane, bool isRetraction) => new()
    {
        Key = window.Key,
        Value = value,
        Start = start,
        End = end,
        Pane = pane,
        IsRetraction = isRetraction,
    };
}
