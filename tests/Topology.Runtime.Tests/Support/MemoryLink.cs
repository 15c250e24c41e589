using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Execution;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Tests.Support;

/// <summary>One direction of a link between two engines of a test: what is sent waits until the test lets it arrive.</summary>
internal sealed class MemoryLink(IDataReceiver receiver, IStreamCatalog catalog) : IDataLink
{
    private readonly Queue<Action> _onTheWay = new();
    private bool _isBroken;
    private bool _isGathering; // tuples were sent, and not flushed since

    /// <summary>Says which tuples cannot be encoded, and which cannot be decoded.</summary>
    public Func<StreamTuple, bool> CannotEncode { get; set; } = _ => false;

    public Func<StreamTuple, bool> CannotDecode { get; set; } = _ => false;

    /// <summary>Sent so far.</summary>
    public int CreditMessages { get; private set; }

    public int TupleMessages { get; private set; }

    public int Waiting => _onTheWay.Count;

    public IReadOnlyList<UnsentTuple> SendTuples(int sender, int receiver1, TupleBatch batch)
    {
        var unsent = Indices(batch).Where(i => CannotEncode(batch[i])).Select(i => new UnsentTuple(i, new InvalidOperationException("cannot be encoded"))).ToList();
        var sent = Indices(batch).Where(i => !CannotEncode(batch[i])).ToList();
        TupleMessages++;
        _isGathering = true;
        if (batch.Barrier != 0)
            Send(() => receiver.Tuples(sender, receiver1, TupleBatch.OfBarrier(batch.Barrier), []));
        if (batch.IsWatermark)
        {
            var signal = batch.Signal;
            Send(() => receiver.Tuples(sender, receiver1, TupleBatch.OfWatermark(signal), []));
        }
        if (sent.Count == 0)
            return unsent;
        var rejected = sent.Where(i => CannotDecode(batch[i])).Select(i => new RejectedTuple(batch.TaskOf(i), [batch.RootOf(i)], new InvalidDataException("cannot be decoded"))).ToList();
        var copy = Copy(batch, [.. sent.Where(i => !CannotDecode(batch[i]))]); // now: the batch is the sender's again afterwards
        Send(() => receiver.Tuples(sender, receiver1, copy, rejected));
        return unsent;
    }

    public void SendCredit(int sender, int receiver1, int tuples, int batches)
    {
        CreditMessages++;
        Send(() => receiver.Credit(sender, receiver1, tuples, batches));
    }

    public void SendAcks(int acker, AckBatch batch) => Send(() => receiver.Acks(acker, batch));

    public void SendAnswers(int spout, AckBatch batch) => Send(() => receiver.Answers(spout, batch));

    public void SendResetTimeout(int spout, long root) => Send(() => receiver.ResetTimeout(spout, root));

    public void Flush() => _isGathering = false;

    /// <summary>Lets the oldest message arrive; false if there is none.</summary>
    public bool Deliver()
    {
        Assert.False(_isGathering, "a slice has ended without flushing its link");
        if (!_onTheWay.TryDequeue(out var arrive))
            return false;
        arrive();
        receiver.Pause(new GuestThread(takeOver: () => { })); // whose scheduler lets nobody be a guest
        return true;
    }

    public void Break()
    {
        _isBroken = true;
        _onTheWay.Clear();
    }

    private void Send(Action arrive)
    {
        if (!_isBroken)
            _onTheWay.Enqueue(arrive);
    }

    private TupleBatch? Copy(TupleBatch batch, List<int> indices)
    {
        TupleBatch? copy = null;
        foreach (var i in indices)
        {
            var source = batch.SourceOf(i);
            var known = catalog.SourceOf(source.Task, source.Stream);
            copy ??= new TupleBatch(known, batch.TaskOf(i), indices.Count);
            copy.Add(known, batch.TaskOf(i), batch.ValuesOf(i));
            if (batch.RootOf(i) is var root && root != 0)
                copy.SetIds(root, batch.EdgeOf(i));
            foreach (var (other, edge) in batch.MoreIdsOf(i))
                copy.AddIds(other, edge);
            copy.SetEventTime(batch.EventTimeOf(i));
        }
        return copy;
    }

    private static IEnumerable<int> Indices(TupleBatch batch) => Enumerable.Range(0, batch.Count);
}
