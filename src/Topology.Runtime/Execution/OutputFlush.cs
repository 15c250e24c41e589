using Topology.Engine;
using Topology.Runtime.Acking;
using Topology.Runtime.Messaging;

namespace Topology.Runtime.Execution;

/// <summary>When what an executor has gathered is sent: tuples, acks and the watermark behind them. Owned by the executor's thread; times are passed in.</summary>
/// <param name="outbox">The executor's.</param>
internal sealed class OutputFlush(TupleOutbox outbox)
{
    /// <summary>A batch that is not full waits no longer than this.</summary>
    private const long FlushTicks = TimeSpan.TicksPerMillisecond;

    /// <summary>Watermarks to many receivers are sent no more often than this for each further one, or they would be all that the receivers are woken for.</summary>
    private const long SignalTicks = 25 * TimeSpan.TicksPerMicrosecond;

    private const long LongestSignalTicks = 10 * TimeSpan.TicksPerMillisecond;

    private LinkPace _pace = new();
    private long _last;
    private long _signalledAt = long.MinValue / 2;

    /// <summary>Acks on their way to ackers.</summary>
    public AckOutbox Acks { get; private set; } = new([]);

    /// <summary>Where tasks ack what they have executed: <see cref="Acks"/>, or what defers them.</summary>
    public AckOutbox TaskAcks { get; private set; } = new([]);

    /// <summary>Acks that wait for a checkpoint; null: none do.</summary>
    public DeferredAcks? Deferred { get; private set; }

    /// <summary>What there is to say of event time, at a time; null: nothing ever.</summary>
    public Func<long, WatermarkSignal>? Signal { get; set; }

    /// <summary>Whether something waits for company.</summary>
    public bool HasOpen => outbox.HasOpen || Acks.HasOpen || TaskAcks.HasOpen;

    /// <summary>Says where acks go; once.</summary>
    public void Connect(IReadOnlyList<IAckTarget> ackers) => Acks = TaskAcks = new AckOutbox(ackers);

    /// <summary>From now on the tasks' acks wait for checkpoints. After <see cref="Connect"/>.</summary>
    public void DeferAcks()
    {
        if (Deferred is not null)
            return;
        Deferred = new DeferredAcks(Acks);
        TaskAcks = Deferred.Outbox;
    }

    /// <summary>Whether what waits has waited long enough.</summary>
    public bool IsDue(long now) => now - _last >= FlushTicks;

    /// <summary>A slice begins: what it emits has not waited yet.</summary>
    public void Begin(long now)
    {
        if (!HasOpen)
            _last = now;
    }

    /// <summary>Sends everything.</summary>
    /// <returns>When to come back at the latest; MaxValue: no need to.</returns>
    public long All(long now)
    {
        _last = now;
        Deferred?.Flush();
        if (outbox.Flush() | Acks.Flush())
            _pace.Sent(now);
        return Signal is null ? long.MaxValue : SendSignal(now, localOnly: false);
    }

    /// <summary>The executor has run out of input: sends everything, to other workers at the pace of links.</summary>
    /// <returns>When to come back at the latest; MaxValue: no need to.</returns>
    public long Idle(long now)
    {
        if (_pace.IsDue(now))
            return All(now);
        Deferred?.Flush();
        outbox.Flush(localOnly: true);
        Acks.Flush(localOnly: true);
        var wakeAt = HasOpen ? LinkPace.After(now) : long.MaxValue;
        return Signal is null ? wakeAt : Math.Min(wakeAt, SendSignal(now, localOnly: true));
    }

    /// <summary>Sends everything once it has waited long enough: for an executor that waits for credit and will go on.</summary>
    /// <remarks>Sending at once would break the batches to all other receivers into pieces each time one of them is full.</remarks>
    /// <returns>When to come back at the latest; MaxValue: no need to.</returns>
    public long Soon(long now)
    {
        if (IsDue(now))
            return All(now);
        return HasOpen ? _last + FlushTicks : long.MaxValue;
    }

    private long SendSignal(long now, bool localOnly)
    {
        var signal = Signal!(now); // asked by the callers
        var nextAt = _signalledAt + Math.Min((outbox.Targets - 1) * SignalTicks, LongestSignalTicks);
        if (now < nextAt && !signal.IsUrgent)
            return outbox.Knows(signal) ? long.MaxValue : nextAt;
        var (isSent, isRemote, isLeft) = outbox.SendWatermark(signal, localOnly && !signal.IsUrgent); // whoever is about to end its work must have passed the end on
        if (isSent)
            _signalledAt = now;
        if (isRemote)
            _pace.Sent(now);
        return isLeft ? LinkPace.After(now) : long.MaxValue;
    }
}
