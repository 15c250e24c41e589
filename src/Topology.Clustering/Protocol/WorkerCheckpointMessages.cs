using Topology.Runtime.Checkpoints;

namespace Topology.Clustering.Protocol;

/// <summary>Means something in one generation of one topology only.</summary>
internal interface IOfGeneration
{
    string TopologyId { get; }

    long Generation { get; }
}

/// <summary>Worker → the worker that leads checkpoints.</summary>
internal interface IToLeader : IOfGeneration;

/// <summary>What executors are to do about a checkpoint.</summary>
public enum CheckpointStep
{
    /// <summary>Send its barrier, where there is no input.</summary>
    Begin,

    /// <summary>Act on its completion.</summary>
    Complete,

    /// <summary>Forget it, and all before it.</summary>
    Abort,
}

/// <summary>Leading worker → worker, again and again until it is done.</summary>
/// <param name="TopologyId">To be ignored by any other worker.</param>
/// <param name="Generation">To be ignored in any other one, as all of these.</param>
/// <param name="Step">What.</param>
/// <param name="Checkpoint">Its id.</param>
public sealed record CheckpointOrder(string TopologyId, long Generation, CheckpointStep Step, long Checkpoint) : IProtocolMessage, IOfGeneration;

/// <summary>Worker → leading worker: an executor's part is stored. See <see cref="ExecutorSnapshot"/>.</summary>
public sealed record PartStored(
    string TopologyId, long Generation, int Executor, long Checkpoint, TimeSpan Aligning, TimeSpan Copying, long Base, IReadOnlyList<WrittenTask> Tasks) : IProtocolMessage, IToLeader;

/// <summary>Worker → leading worker: something of a checkpoint cannot be stored.</summary>
public sealed record PartLost(string TopologyId, long Generation, long Checkpoint, string Reason) : IProtocolMessage, IToLeader;

/// <summary>Worker → leading worker: an executor has acted on a checkpoint's completion.</summary>
public sealed record PartSettled(string TopologyId, long Generation, int Executor, long Checkpoint) : IProtocolMessage, IToLeader;

/// <summary>Worker → leading worker: a task here keeps state, so checkpoints are wanted.</summary>
public sealed record StateKept(string TopologyId, long Generation) : IProtocolMessage, IToLeader;

/// <summary>Worker → leading worker: a source here waits for a checkpoint.</summary>
public sealed record SourceWaits(string TopologyId, long Generation) : IProtocolMessage, IToLeader;

/// <summary>Worker → leading worker: an executor has failed and will start again.</summary>
public sealed record PartyFailed(string TopologyId, long Generation, int Executor) : IProtocolMessage, IToLeader;

/// <summary>Worker → leading worker, again and again until it has started: what came before has ended here, and this was read.</summary>
/// <param name="TopologyId">Whose.</param>
/// <param name="Generation">Of its orders.</param>
/// <param name="Worker">Who.</param>
/// <param name="Incarnation">Of its process.</param>
/// <param name="Read">The checkpoint whose parts it holds ready; 0: nothing, which was what it was told; null: none yet.</param>
/// <param name="Damaged">The checkpoint that it cannot read; null: none.</param>
/// <param name="Reason">Why it cannot.</param>
public sealed record RestoreState(string TopologyId, long Generation, int Worker, long Incarnation, long? Read, long? Damaged, string? Reason) : IProtocolMessage, IToLeader;

/// <summary>Leading worker → worker: read that; or begin with it, since all have.</summary>
/// <param name="TopologyId">Whose.</param>
/// <param name="Generation">Of the orders.</param>
/// <param name="Checkpoint">Its id; 0: nothing.</param>
/// <param name="IsStart">Whether all have read it.</param>
public sealed record RestoreStep(string TopologyId, long Generation, long Checkpoint, bool IsStart) : IProtocolMessage, IOfGeneration;

/// <summary>Master → leading worker: take a checkpoint now, to be copied. Answered with <see cref="CheckpointTaken"/>.</summary>
public sealed record TakeCheckpointNow(string TopologyId) : IProtocolMessage;

/// <summary>Leading worker → asker.</summary>
/// <param name="TopologyId">Whose.</param>
/// <param name="Checkpoint">Its id; 0: there is none.</param>
/// <param name="Reason">Why there is none.</param>
public sealed record CheckpointTaken(string TopologyId, long Checkpoint, string? Reason) : IProtocolMessage;
