using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Messaging;

/// <summary>The way to another worker, as the engine sees it.</summary>
/// <remarks>
/// Thread safety: any thread calls; calls of one thread arrive in order. No call waits for the network or for credit: tuples are
/// bounded by the credit of their channels, everything else by what is in flight. After the link is lost calls do nothing.
/// Acks that are handed over belong to the link; a batch is the caller's again when the call returns.
/// </remarks>
public interface IDataLink
{
    /// <summary>Sends tuples to an executor over there. Encodes them in the calling thread. They may wait for <see cref="Flush"/>, and for nothing else.</summary>
    /// <param name="sender">The sending executor's id, to which the credit comes back.</param>
    /// <param name="receiver">The receiving executor's id.</param>
    /// <param name="batch">The tuples.</param>
    /// <returns>Those that cannot be encoded and were left out; mostly none. Their credit is the caller's to take back.</returns>
    IReadOnlyList<UnsentTuple> SendTuples(int sender, int receiver, TupleBatch batch);

    /// <summary>Sends on what <see cref="SendTuples"/> has gathered: an executor calls it when its slice ends.</summary>
    void Flush();

    /// <summary>Gives credit back to an executor over there.</summary>
    /// <param name="sender">The executor that had sent the tuples.</param>
    /// <param name="receiver">The executor here that has consumed them.</param>
    /// <param name="tuples">How many.</param>
    /// <param name="batches">Of how many batches they were.</param>
    void SendCredit(int sender, int receiver, int tuples, int batches);

    /// <summary>Sends acks and fails to an acker over there.</summary>
    void SendAcks(int acker, AckBatch batch);

    /// <summary>Sends an acker's answers to a spout executor over there.</summary>
    void SendAnswers(int spout, AckBatch batch);

    /// <summary>Restarts the time-out of a tree of a spout over there.</summary>
    void SendResetTimeout(int spout, long root);
}

/// <summary>What comes in over a link; the engine's side. Called by the link's reading thread, one call at a time; no call blocks but <see cref="Pause"/>.</summary>
public interface IDataReceiver
{
    /// <summary>Tuples for an executor here. It is woken for them by <see cref="Pause"/> at the latest.</summary>
    /// <param name="sender">The sending executor over there.</param>
    /// <param name="receiver">The receiving executor here.</param>
    /// <param name="batch">The tuples that could be decoded, in order; null if none could.</param>
    /// <param name="rejected">Those that could not; mostly none. They count for the credit.</param>
    void Tuples(int sender, int receiver, TupleBatch? batch, IReadOnlyList<RejectedTuple> rejected);

    /// <summary>All that has come in so far was delivered: more may come at once, or never. Waking an executor once for all of it is
    /// much cheaper than for each batch, which it may consume faster than the next is read.</summary>
    /// <param name="reader">The calling thread, if it may execute some of it: then the call lasts as long as a slice, or as user code holds it. Null: it does not.</param>
    /// <returns>False: another thread reads the link now, and the calling one must not touch it again.</returns>
    bool Pause(GuestThread? reader);

    /// <summary>An executor over there has consumed tuples.</summary>
    void Credit(int sender, int receiver, int tuples, int batches);

    /// <summary>Acks and fails for an acker here.</summary>
    void Acks(int acker, AckBatch batch);

    /// <summary>Answers for a spout executor here.</summary>
    void Answers(int spout, AckBatch batch);

    /// <summary>The time-out of a tree of a spout executor here is to restart.</summary>
    void ResetTimeout(int spout, long root);
}

/// <summary>Tells what a stream of one task is, from its number: both sides of a link know the same plan.</summary>
public interface IStreamCatalog
{
    /// <summary>The one instance for a task's stream, the same each time.</summary>
    /// <exception cref="KeyNotFoundException">There is no such task or stream.</exception>
    StreamSource SourceOf(int task, string stream);
}

/// <summary>A tuple that could not be encoded.</summary>
/// <param name="Index">Its place in the batch.</param>
/// <param name="Error">Names component, stream, field and type or size.</param>
public sealed record UnsentTuple(int Index, Exception Error);

/// <summary>A tuple that could not be decoded.</summary>
/// <param name="Task">The receiving task.</param>
/// <param name="Roots">The trees it belongs to; to be failed.</param>
/// <param name="Error">Names component, stream, field and type.</param>
public sealed record RejectedTuple(int Task, IReadOnlyList<long> Roots, Exception Error);
