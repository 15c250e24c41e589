namespace Topology;

/// <summary>The ways to choose which tasks of a bolt receive a tuple. Always over the bolt's task ids in ascending order.</summary>
public enum GroupingKind
{
    /// <summary>One task, evenly: each task gets one tuple of every full round.</summary>
    Shuffle,

    /// <summary>As <see cref="Shuffle"/>, but among the tasks in the emitter's own worker when there are any.</summary>
    LocalOrShuffle,

    /// <summary>One task, by a stable hash of the grouping fields: equal values always reach the same task.</summary>
    Fields,

    /// <summary>One of two tasks that the grouping fields select, whichever this source has sent less to.</summary>
    PartialKey,

    /// <summary>A copy to every task.</summary>
    All,

    /// <summary>The task with the lowest id.</summary>
    Global,

    /// <summary>One task, independently at random.</summary>
    None,

    /// <summary>The task the emitter names.</summary>
    Direct,

    /// <summary>The tasks an <see cref="ICustomGrouping"/> chooses.</summary>
    Custom,
}
