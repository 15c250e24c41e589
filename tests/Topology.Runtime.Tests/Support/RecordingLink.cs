using System.Collections.Concurrent;
using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Tests.Support;

/// <summary>A link that leads nowhere and notes what it is given. Any thread.</summary>
internal class RecordingLink : IDataLink
{
    private readonly ConcurrentQueue<string> _sent = new();

    /// <summary>Each call, as text.</summary>
    public IReadOnlyList<string> Sent => [.. _sent];

    /// <summary>Tuples of the next batches that cannot be encoded.</summary>
    public int[] Unsent { get; set; } = [];

    public virtual IReadOnlyList<UnsentTuple> SendTuples(int sender, int receiver, TupleBatch batch)
    {
        _sent.Enqueue($"tuples {sender} {receiver} {batch.Count}");
        return [.. Unsent.Select(index => new UnsentTuple(index, new InvalidOperationException("cannot be encoded")))];
    }

    public void Flush() => _sent.Enqueue("flush");

    public void SendCredit(int sender, int receiver, int tuples, int batches) => _sent.Enqueue($"credit {sender} {receiver} {tuples} {batches}");

    public void SendAcks(int acker, AckBatch batch) => _sent.Enqueue($"acks {acker} {batch.Fails.Count}");

    public void SendAnswers(int spout, AckBatch batch) => _sent.Enqueue($"answers {spout} {batch.Fails.Count}");

    public void SendResetTimeout(int spout, long root) => _sent.Enqueue($"reset {spout} {root}");
}
