namespace Topology.Runtime.Checkpoints;

/// <summary>A part of a state as of a checkpoint, before it is written.</summary>
/// <param name="State">The state's name.</param>
/// <param name="Form">Its form.</param>
/// <param name="IsFull">Whether it is the whole state; else what changed since the piece before.</param>
/// <param name="Version">Of the values.</param>
/// <param name="Entries">Entries in it; of one in several parts all in the first, none in the others.</param>
/// <param name="Encode">Makes the bytes. Called once, on another thread than the task's; may throw what the serializer of a value throws.</param>
public sealed record StatePiece(string State, StateForm Form, bool IsFull, int Version, long Entries, Func<ReadOnlyMemory<byte>> Encode)
{
    /// <summary>To be asked when the bytes have been made: the next part, which holds changes to this one and has a rest itself; null: that was all.</summary>
    public Func<StatePiece?> Rest { get; init; } = static () => null;
}

/// <summary>A part of a state as read from a checkpoint.</summary>
/// <param name="Task">The index of the task that wrote it.</param>
/// <param name="Tasks">How many tasks its component had.</param>
/// <param name="Entry">What the manifest says of it.</param>
/// <param name="Content">Its bytes.</param>
public sealed record RestoredPiece(int Task, int Tasks, PieceEntry Entry, ReadOnlyMemory<byte> Content);
