using System.Runtime.CompilerServices;
using Topology.Engine;
using Topology.Runtime.Execution;

namespace Topology.Runtime.Messaging;

/// <summary>Where one receiving executor's tuples gather until their batch is sent.</summary>
public sealed class OutboxTarget(Channel channel)
{
    internal Channel Channel = channel; // changes when the receiver moves to another worker
    internal readonly Queue<TupleBatch> Held = new(); // full, but without credit; order is kept
    internal TupleBatch? Open;
    internal int Expected = 1; // tuples of the next batch: sizes the arrays of a new one, so that a lone tuple costs no 256 cells
    internal WatermarkSignal? Signal = default(WatermarkSignal); // the last one that was sent; null: whatever it was, the receiver may not have it
    internal TupleBatch? SignalBatch; // the same, if nothing was sent after it and it may still be changed
}

/// <summary>The open and held batches of one executor. Owned by the executor's thread.</summary>
/// <remarks>Back-pressure is <see cref="IsBlocked"/>: the owner then takes no further input until <see cref="TryDrain"/>
/// returns true. What one call of user code emits is never refused, so held batches are bounded by one call's output.</remarks>
public sealed class TupleOutbox(Activity activity)
{
    private const int MostSpare = 4; // some 64 KiB each at most

    private readonly List<OutboxTarget> _targets = [];
    private readonly Stack<TupleBatch> _spare = new(); // empty: links have copied what was in them
    private readonly Dictionary<int, OutboxTarget> _byReceiver = []; // not changed once the executor is wired up: links read it
    private int _open;
    private int _held;
    private bool _hasSentElsewhere; // since the last FlushLinks

    /// <summary>Whether a full batch waits for credit.</summary>
    public bool IsBlocked => _held > 0;

    /// <summary>Whether there are batches that were not sent.</summary>
    public bool HasOpen => _open > 0;

    /// <summary>How many receivers there are.</summary>
    public int Targets => _targets.Count;

    /// <summary>Makes the place for a receiver, whatever streams lead there. While wiring up.</summary>
    /// <param name="receiver">The receiving executor's id.</param>
    /// <param name="channel">The way there.</param>
    public OutboxTarget Add(int receiver, Channel channel)
    {
        var target = new OutboxTarget(channel);
        _byReceiver.Add(receiver, target);
        _targets.Add(target);
        return target;
    }

    /// <summary>The place for a receiver; null if nothing leads there. Any thread, once the executor is wired up.</summary>
    public OutboxTarget? TargetOf(int receiver) => _byReceiver.GetValueOrDefault(receiver);

    /// <summary>Appends a tuple to the open batch of its receiver.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // one call per emit: inlined, it would crowd user code out of the registers
    public void Add(OutboxTarget target, int task, StreamSource source, ReadOnlySpan<Value> values)
    {
        var batch = target.Open ?? OpenBatch(target, task, source);
        batch.Add(source, task, values);
        if (batch.IsFull)
            Ship(target, batch);
    }

    /// <summary>Appends a tuple that belongs to a tracked tree.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // one call per emit: inlined, it would crowd user code out of the registers
    public void Add(OutboxTarget target, int task, StreamSource source, ReadOnlySpan<Value> values, long root, long edge)
    {
        var batch = target.Open ?? OpenBatch(target, task, source);
        batch.Add(source, task, values);
        batch.SetIds(root, edge);
        if (batch.IsFull)
            Ship(target, batch);
    }

    /// <summary>Appends a tuple with event time.</summary>
    /// <param name="target">Its receiver's place.</param>
    /// <param name="task">The receiving task.</param>
    /// <param name="source">Its source.</param>
    /// <param name="values">Its values; copied.</param>
    /// <param name="root">Its tree; 0: none.</param>
    /// <param name="edge">The id of this delivery.</param>
    /// <param name="eventTime">UTC ticks, or <see cref="TupleBatch.NoEventTime"/>.</param>
    public void Add(OutboxTarget target, int task, StreamSource source, ReadOnlySpan<Value> values, long root, long edge, long eventTime)
    {
        var batch = target.Open ?? OpenBatch(target, task, source);
        batch.Add(source, task, values);
        if (root != 0)
            batch.SetIds(root, edge);
        batch.SetEventTime(eventTime);
        if (batch.IsFull)
            Ship(target, batch);
    }

    /// <summary>Appends a tuple that belongs to several tracked trees.</summary>
    public void Add(OutboxTarget target, int task, StreamSource source, ReadOnlySpan<Value> values, ReadOnlySpan<(long Root, long Edge)> ids, long eventTime = TupleBatch.NoEventTime)
    {
        var batch = target.Open ?? OpenBatch(target, task, source);
        batch.Add(source, task, values);
        batch.SetEventTime(eventTime);
        if (ids.Length > 0)
            batch.SetIds(ids[0].Root, ids[0].Edge);
        for (var i = 1; i < ids.Length; i++)
            batch.AddIds(ids[i].Root, ids[i].Edge);
        if (batch.IsFull)
            Ship(target, batch);
    }

    /// <summary>Adds to the edge of a tree's tuple that waits for company, so that nobody has seen it; false if the last one added for a receiver is no such tuple.</summary>
    /// <param name="target">The receiver's place.</param>
    /// <param name="root">The tree.</param>
    /// <param name="edges">What is xor-ed to the edge.</param>
    internal static bool TryAddEdges(OutboxTarget target, long root, long edges) => target.Open is { } batch && batch.TryAddEdges(root, edges);

    /// <summary>The receiver is another one, or may have lost what was sent: it is to be told of the watermark again.</summary>
    public static void ForgetSignal(OutboxTarget target) => (target.Signal, target.SignalBatch) = (null, null);

    /// <summary>Every receiver is to be told again of what it was told last.</summary>
    public void ForgetSignals() => _targets.ForEach(ForgetSignal);

    /// <summary>Sends a watermark to every receiver that does not know it, behind all that was added before. Where batches wait for credit it is left for later, unless it is urgent.</summary>
    /// <param name="signal">What it says.</param>
    /// <param name="localOnly">Leave other workers for later.</param>
    /// <returns>Whether any was sent, any of them to another worker, and whether some are left for later that nobody wakes the executor for.</returns>
    public (bool IsSent, bool IsRemote, bool IsLeft) SendWatermark(WatermarkSignal signal, bool localOnly)
    {
        var (isSent, isRemote, isLeft) = (false, false, false);
        foreach (var target in _targets)
        {
            var isElsewhere = target.Channel is RemoteChannel;
            if (target.Signal == signal || (target.Held.Count > 0 && !signal.IsUrgent))
                continue;
            if (localOnly && isElsewhere)
            {
                isLeft = true;
                continue;
            }
            isSent = true;
            isRemote |= isElsewhere;
            SendWatermark(target, signal, isElsewhere);
        }
        return (isSent, isRemote, isLeft);
    }

    /// <summary>Whether every receiver knows a watermark.</summary>
    public bool Knows(WatermarkSignal signal)
    {
        foreach (var target in _targets)
        {
            if (target.Signal != signal)
                return false;
        }
        return true;
    }

    private void SendWatermark(OutboxTarget target, WatermarkSignal signal, bool isElsewhere)
    {
        if (target.Open is { } open)
            Ship(target, open);
        target.Signal = signal;
        if (target.SignalBatch?.TryReplace(signal) == true)
            return;
        var batch = TupleBatch.OfWatermark(signal);
        activity.Begin(); // ended by the receiver when it has consumed it
        Send(target, batch);
        target.SignalBatch = isElsewhere ? null : batch; // to others it is on its way already
    }

    /// <summary>Sends every open batch, as far as there is credit.</summary>
    /// <param name="localOnly">Keep those for other workers.</param>
    /// <returns>Whether any was for another worker.</returns>
    public bool Flush(bool localOnly = false)
    {
        var isRemote = false;
        if (_open == 0)
            return isRemote;
        foreach (var target in _targets)
        {
            var isElsewhere = target.Channel is RemoteChannel;
            if (target.Open is not { } batch || (localOnly && isElsewhere))
                continue;
            isRemote |= isElsewhere;
            Ship(target, batch);
        }
        return isRemote;
    }

    /// <summary>Sends a checkpoint's barrier to every receiver, behind all that was added before.</summary>
    public void SendBarrier(long checkpoint)
    {
        foreach (var target in _targets)
        {
            if (target.Open is { } batch)
                Ship(target, batch);
            activity.Begin(); // ended by the receiver when it has consumed it
            Send(target, TupleBatch.OfBarrier(checkpoint));
        }
    }

    /// <summary>Sends held batches in order; true when none is left.</summary>
    public bool TryDrain()
    {
        if (_held == 0)
            return true;
        foreach (var target in _targets)
        {
            while (target.Held.TryPeek(out var batch) && TrySend(target, batch))
            {
                target.Held.Dequeue();
                _held--;
            }
        }
        return _held == 0;
    }

    /// <summary>Drops everything, and gives up what is on its way to other workers: nobody will be here to take the credit for it. Only when the executor stops.</summary>
    public void Clear()
    {
        foreach (var target in _targets)
        {
            target.Open = null;
            target.Held.Clear();
            (target.Channel as RemoteChannel)?.Abandon();
        }
        for (var left = _open + _held; left > 0; left--)
            activity.Withdraw();
        _open = _held = 0;
        _spare.Clear();
    }

    /// <summary>The slice ends: what was sent to other workers in it is on its way now.</summary>
    public void FlushLinks()
    {
        if (!_hasSentElsewhere)
            return;
        _hasSentElsewhere = false;
        foreach (var target in _targets)
            (target.Channel as RemoteChannel)?.Flush();
    }

    private bool TrySend(OutboxTarget target, TupleBatch batch)
    {
        if (!target.Channel.TrySend(batch))
            return false;
        if (target.Channel is not RemoteChannel)
            return true;
        _hasSentElsewhere = true;
        if (batch.Count == 0 || _spare.Count == MostSpare)
            return true;
        batch.Empty();
        _spare.Push(batch);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TupleBatch OpenBatch(OutboxTarget target, int task, StreamSource source)
    {
        activity.Begin(); // ended by the receiver when it has consumed the batch
        _open++;
        if (target.Channel is not RemoteChannel || !_spare.TryPop(out var batch)) // a receiver here may keep it, in the size that it expects
            return target.Open = new TupleBatch(source, task, target.Expected);
        batch.Begin(source, task, target.Expected);
        return target.Open = batch;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Ship(OutboxTarget target, TupleBatch batch)
    {
        target.Open = null;
        target.Expected = Math.Clamp(Math.Max(batch.Count, (3 * target.Expected + batch.Count) / 4), 1, TupleBatch.MaxTuples); // a small one now and then does not make the next ones grow
        _open--;
        Send(target, batch);
    }

    private void Send(OutboxTarget target, TupleBatch batch)
    {
        target.SignalBatch = null;
        if (target.Held.Count == 0 && TrySend(target, batch))
            return;
        target.Held.Enqueue(batch);
        _held++;
    }
}
