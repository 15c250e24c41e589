using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Execution;

/// <summary>Gives what comes in over one link to the executors here.</summary>
/// <remarks>Thread safety: the link's reading thread calls, and whoever owns the engine closes.</remarks>
public sealed class LinkReceiver : IDataReceiver
{
    private readonly EngineEnvironment _environment;
    private readonly Wiring _wiring;
    private readonly Dictionary<(int Sender, int Receiver), (BoltExecutor Bolt, RemoteOrigin Origin)> _origins = [];
    private readonly List<BoltExecutor> _toWake = []; // few: the link's reading thread's own
    private IDataLink? _link;
    private bool _isClosed; // guarded by _origins, as are they

    internal LinkReceiver(EngineEnvironment environment, Wiring wiring)
    {
        _environment = environment;
        _wiring = wiring;
    }

    /// <summary>Says over which link credit goes back; before anything comes in.</summary>
    internal void Connect(IDataLink link) => _link = link;

    public void Tuples(int sender, int receiver, TupleBatch? batch, IReadOnlyList<RejectedTuple> rejected)
    {
        if (rejected.Count > 0)
            Reject(sender, receiver, batch is null ? 1 : 0, rejected);
        if (batch is null)
            return;
        if (_wiring.BoltAt(receiver) is not { } bolt || OriginOf(sender, receiver, bolt) is not { } origin)
        {
            GiveUp(sender, receiver, batch); // it has moved, and the sender has not heard of it
            return;
        }
        batch.Sender = origin;
        if (!origin.Take(batch))
        {
            _link!.SendCredit(sender, receiver, 0, 1); // connected before anything comes in
            return;
        }
        _environment.Activity.Begin(); // ended by the receiver when it has consumed the batch
        bolt.Enqueue(batch);
        if (!_toWake.Contains(bolt))
            _toWake.Add(bolt);
    }

    public bool Pause(GuestThread? reader)
    {
        while (_toWake.Count > 0)
        {
            var bolt = _toWake[^1];
            _toWake.RemoveAt(_toWake.Count - 1); // before its code may hold this thread, and another goes on here
            if (reader is not null && _toWake.Count == 0)
                return bolt.WakeHere(reader);
            bolt.Wake();
        }
        return true;
    }

    public void Credit(int sender, int receiver, int tuples, int batches)
    {
        if (_wiring.ExecutorAt(sender)?.Outbox.TargetOf(receiver)?.Channel is RemoteChannel channel)
            channel.Release(_link!, tuples, batches); // connected before anything comes in
    }

    public void Acks(int acker, AckBatch batch) => _wiring.Ackers[acker].Deliver(batch);

    public void Answers(int spout, AckBatch batch) => _wiring.Spouts[spout]?.Deliver(batch);

    public void ResetTimeout(int spout, long root) => _wiring.Spouts[spout]?.ResetTimeout(root);

    /// <summary>The link is lost: nothing more comes from where it led.</summary>
    internal void Close()
    {
        lock (_origins)
        {
            _isClosed = true;
            foreach (var (bolt, origin) in _origins.Values)
                bolt.RemoveInput(origin);
            _origins.Clear();
        }
    }

    /// <summary>Null once the link is lost.</summary>
    private RemoteOrigin? OriginOf(int sender, int receiver, BoltExecutor bolt)
    {
        lock (_origins)
        {
            if (_isClosed)
                return null;
            if (_origins.TryGetValue((sender, receiver), out var known) && ReferenceEquals(known.Bolt, bolt))
                return known.Origin;
            var origin = new RemoteOrigin(_link!, sender, receiver, _wiring.CreditStepTo(bolt.Plan)); // connected before anything comes in
            bolt.AddInput(origin);
            _origins[(sender, receiver)] = (bolt, origin);
            return origin;
        }
    }

    private void Reject(int sender, int receiver, int batches, IReadOnlyList<RejectedTuple> rejected)
    {
        foreach (var (task, roots, error) in rejected)
        {
            _environment.Errors.Add(_environment.Plan.Executors[receiver].Component.Id, task, error);
            _wiring.ExecutorAt(receiver)?.TupleLost(task, error);
            foreach (var root in roots)
                _wiring.Fail(root, FailReason.Failed);
        }
        _link!.SendCredit(sender, receiver, rejected.Count, batches); // connected before anything comes in
    }

    private void GiveUp(int sender, int receiver, TupleBatch batch)
    {
        for (var i = 0; batch.IsTracked && i < batch.Count; i++)
        {
            if (batch.RootOf(i) is var root && root == 0)
                continue;
            _wiring.Fail(root, FailReason.Restarted);
            foreach (var (other, _) in batch.MoreIdsOf(i))
                _wiring.Fail(other, FailReason.Restarted);
        }
        _link!.SendCredit(sender, receiver, batch.Count, 1); // connected before anything comes in
    }
}
