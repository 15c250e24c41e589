using Topology.Engine;

namespace Topology.Runtime.Watermarks;

/// <summary>The watermark of everything that comes to one executor: the least of its senders'. Pure; one thread.</summary>
/// <remarks>
/// Idle senders are left out, and so are those whose tuples have no event time; but as long as one of them goes on, the input has not ended. Who sends is known from the plan: a sender that has
/// said nothing yet is waited for, and one that moved to another worker keeps what it said last. The watermark never goes back, but from the end to the last one before it: a source that had
/// ended may emit again what has failed.
/// </remarks>
/// <param name="senders">The ids of all executors that send here, and whether their tuples have event time.</param>
internal sealed class WatermarkMerge(IEnumerable<(int Sender, bool HasEventTime)> senders)
{
    private long _reached; // the last watermark before any end
    private readonly Input[] _inputs = [.. senders.Select(sender => new Input { Sender = sender.Sender, HasEventTime = sender.HasEventTime })];

    /// <summary>UTC ticks; 0: nothing is known yet; <see cref="WatermarkSignal.End"/>: all input has ended; the ticks of <see cref="DateTime.MaxValue"/>: all that has event time.</summary>
    public long Current { get; private set; }

    /// <summary>Whether a sender replays: what was lost by a restart and is older than the watermark may still come.</summary>
    public bool IsReplaying { get; private set; }

    /// <summary>Whether no sender is waited for at present, though not all have ended.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>How far the fastest sender is ahead of the slowest, ticks; those that are idle or have ended or said nothing yet are left out.</summary>
    public long Spread { get; private set; }

    /// <summary>A sender has said something.</summary>
    /// <param name="sender">Its id; one that is not in the plan is ignored.</param>
    /// <param name="signal">What it said.</param>
    public void Take(int sender, WatermarkSignal signal)
    {
        foreach (ref var input in _inputs.AsSpan())
        {
            if (input.Sender != sender)
                continue;
            input.Take(signal);
            Merge();
            return;
        }
    }

    private void Merge()
    {
        var (least, most) = (long.MaxValue, 0L);
        var (isWaiting, mayResume, hasOther, isTimed) = (false, false, false, false);
        IsReplaying = false;
        foreach (ref readonly var input in _inputs.AsSpan())
        {
            isTimed |= input.HasEventTime;
            IsReplaying |= input.IsReplaying;
            if (input.HasEnded)
                continue;
            hasOther |= !input.HasEventTime;
            mayResume |= input is { HasEventTime: true, IsIdle: true };
            if (!input.HasEventTime || input.IsIdle)
                continue;
            isWaiting = true;
            least = Math.Min(least, input.Watermark);
            most = Math.Max(most, input.Watermark);
        }
        IsIdle = !isWaiting && mayResume;
        Spread = isWaiting && least > 0 ? most - least : 0;
        var merged = isWaiting ? least
            : mayResume ? _reached
            : !hasOther ? WatermarkSignal.End
            : isTimed ? DateTime.MaxValue.Ticks
            : _reached;
        if (merged < DateTime.MaxValue.Ticks)
            merged = _reached = Math.Max(_reached, merged);
        Current = merged;
    }

    private struct Input
    {
        public int Sender;
        public bool HasEventTime;
        public bool IsIdle;
        public bool IsReplaying;
        public bool HasEnded;
        public long Watermark; // before the end

        public void Take(WatermarkSignal signal)
        {
            IsReplaying = signal.Watermark == WatermarkSignal.Replaying;
            if (IsReplaying)
                return;
            IsIdle = signal.IsIdle;
            HasEnded = signal.Watermark == WatermarkSignal.End;
            if (!HasEnded)
                Watermark = Math.Max(Watermark, signal.Watermark); // one that begins anew starts from nothing
        }
    }
}
