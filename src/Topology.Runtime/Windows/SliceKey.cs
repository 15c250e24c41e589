namespace Topology.Runtime.Windows;

/// <summary>The slices of one key.</summary>
internal sealed class SliceKey<T> : KeyEntry
{
    public SliceKey(Value key, WindowContents<T> contents, bool slides) : base(key) =>
        Total = slides && !contents.IsList ? new SlidingTotal<T>(contents, Slices) : null;

    public SliceQueue<T> Slices { get; } = new();

    /// <summary>Null if nothing is merged ahead.</summary>
    public SlidingTotal<T>? Total { get; }

    /// <summary>By the end of each window that is over and has shown late panes: how many panes it has shown. Null: none has.</summary>
    public SortedDictionary<long, long>? LatePanes { get; set; }

    /// <summary>Slices before it have not changed since the last piece.</summary>
    public long ChangedFrom { get; set; } = long.MinValue;

    public void Change(long slice) => ChangedFrom = Math.Min(ChangedFrom, slice);
}
