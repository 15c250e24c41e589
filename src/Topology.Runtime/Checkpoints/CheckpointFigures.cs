namespace Topology.Runtime.Checkpoints;

/// <summary>How a topology's checkpoints go. A snapshot.</summary>
public record CheckpointFigures
{
    /// <summary>Nothing has happened yet.</summary>
    public static CheckpointFigures None { get; } = new();

    /// <summary>The last one completed; null: none.</summary>
    public long? LastId { get; init; }

    /// <summary>When it was complete.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>From its barriers to its manifest.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Bytes written for it.</summary>
    public long WrittenBytes { get; init; }

    /// <summary>Bytes it consists of, those written for earlier ones included.</summary>
    public long Bytes { get; init; }

    /// <summary>The longest time an executor waited for barriers.</summary>
    public TimeSpan Aligning { get; init; }

    /// <summary>The longest time an executor stood still for its snapshot.</summary>
    public TimeSpan Copying { get; init; }

    /// <summary>Completed so far.</summary>
    public long Completed { get; init; }

    /// <summary>Given up so far.</summary>
    public long Failed { get; init; }

    /// <summary>Given up since the last one completed: anything but 0 wants attention.</summary>
    public int FailedInARow { get; init; }

    /// <summary>Why the last one was given up; null: none was.</summary>
    public string? LastFailure { get; init; }

    /// <summary>The one under way; null: none.</summary>
    public long? Running { get; init; }

    /// <summary>Executors that the one under way waits for.</summary>
    public IReadOnlyList<int> WaitingFor { get; init; } = [];
}
