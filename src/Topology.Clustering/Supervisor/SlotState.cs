namespace Topology.Clustering.Supervisor;

/// <summary>Where a worker of this node is. Legal successors: <see cref="SlotTransitions"/>.</summary>
internal enum SlotState
{
    /// <summary>Its package is being fetched. Until it is there, or cannot be had.</summary>
    Fetching,

    /// <summary>Its process is being started. Until the operating system has answered; it cannot be called off.</summary>
    Starting,

    /// <summary>Its process runs. Until it exits, or is to end, or is to run other code.</summary>
    Running,

    /// <summary>Its process exited by itself. Until the back-off is over, or, when it ended while no supervisor was there to see it, until orders come.</summary>
    BackingOff,

    /// <summary>It could not be fetched or started. Until the back-off is over.</summary>
    Failing,

    /// <summary>Its process was asked to end (SIGTERM). Until it exits or the time for that is over.</summary>
    Stopping,

    /// <summary>Its process is killed (SIGKILL). Until it exits: one that waits for a disk may take its time even for that.</summary>
    Killing,

    /// <summary>The node has no such worker any more. For ever.</summary>
    Gone,
}

/// <summary>Which state may follow which.</summary>
internal static class SlotTransitions
{
    private static readonly Dictionary<SlotState, SlotState[]> Successors = new()
    {
        [SlotState.Fetching] = [SlotState.Starting, SlotState.Failing, SlotState.Gone],
        [SlotState.Starting] = [SlotState.Running, SlotState.Failing, SlotState.Fetching, SlotState.Gone],
        [SlotState.Running] = [SlotState.BackingOff, SlotState.Stopping],
        [SlotState.BackingOff] = [SlotState.Fetching, SlotState.Gone],
        [SlotState.Failing] = [SlotState.Fetching, SlotState.Gone],
        [SlotState.Stopping] = [SlotState.Killing, SlotState.Fetching, SlotState.Gone],
        [SlotState.Killing] = [SlotState.Fetching, SlotState.Gone],
        [SlotState.Gone] = [],
    };

    public static IReadOnlyList<SlotState> Of(SlotState state) => Successors[state];

    /// <exception cref="InvalidOperationException">The step is not in the table.</exception>
    public static void Check(SlotState from, SlotState to)
    {
        if (!Successors[from].Contains(to))
            throw new InvalidOperationException($"A worker cannot go from {from} to {to}.");
    }
}
