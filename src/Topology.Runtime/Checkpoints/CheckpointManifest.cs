namespace Topology.Runtime.Checkpoints;

/// <summary>What a checkpoint consists of. Immutable.</summary>
public sealed record CheckpointManifest
{
    /// <summary>Ascending in the topology, with gaps; from 1.</summary>
    public required long Id { get; init; }

    /// <summary>When its barriers were sent.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When all of it had been written.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>A savepoint's name: kept until it is deleted. Null: an ordinary checkpoint.</summary>
    public string? Savepoint { get; init; }

    /// <summary>The coordinator's, on a cluster; 0: there can be only one.</summary>
    public long Term { get; init; }

    /// <summary>The id of the topology that took it, on a cluster; null: its name is all there is.</summary>
    public string? Run { get; init; }

    /// <summary>Whether that topology completed with it.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Every task that took part, also those without state.</summary>
    public required IReadOnlyList<TaskManifest> Tasks { get; init; }

    /// <summary>Why it cannot be used; null if it can.</summary>
    public string? Damage { get; init; }

    /// <summary>Bytes of all pieces.</summary>
    public long Bytes => Tasks.Sum(task => task.Pieces.Sum(piece => piece.Bytes));
}

/// <summary>One task's part of a checkpoint.</summary>
/// <param name="Component">Its component.</param>
/// <param name="Index">The task's position in the component, from 0.</param>
/// <param name="IsDone">A spout task whose source had ended.</param>
/// <param name="Pieces">To be read in this order: of each state a full piece, then what changed since.</param>
public sealed record TaskManifest(string Component, int Index, bool IsDone, IReadOnlyList<PieceEntry> Pieces);

/// <summary>One piece of a state.</summary>
/// <param name="Piece">Its name in the store.</param>
/// <param name="State">The state's name.</param>
/// <param name="Form">Its form.</param>
/// <param name="IsFull">Whether it is the whole state; else what changed since the piece before.</param>
/// <param name="Version">Of the values, see <see cref="StateOptions{TValue}.Version"/>.</param>
/// <param name="Entries">Entries in it; of one in several parts all in the first, none in the others.</param>
/// <param name="Bytes">Its length.</param>
public sealed record PieceEntry(string Piece, string State, StateForm Form, bool IsFull, int Version, long Entries, long Bytes);

/// <summary>The forms of state. The numbers are stored.</summary>
public enum StateForm
{
    /// <summary><see cref="IKeyValueState{TKey, TValue}"/>.</summary>
    KeyValue = 1,

    /// <summary><see cref="IValueState{T}"/>.</summary>
    Value = 2,

    /// <summary><see cref="IListState{T}"/>.</summary>
    List = 3,
}
