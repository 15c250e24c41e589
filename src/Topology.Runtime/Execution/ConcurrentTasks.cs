using Topology.Engine;

namespace Topology.Runtime.Execution;

/// <summary>The bolts of an executor that go on working after their Execute. Owned by the executor's thread.</summary>
/// <param name="tasks">How many tasks.</param>
internal sealed class ConcurrentTasks(int tasks)
{
    private readonly IConcurrentBolt?[] _bolts = new IConcurrentBolt?[tasks]; // by the task's place

    /// <summary>Whether there has been any.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether one of them wants no further input now.</summary>
    public bool IsFull
    {
        get
        {
            foreach (var bolt in _bolts)
            {
                if (bolt is { IsFull: true })
                    return true;
            }
            return false;
        }
    }

    /// <summary>Whether one of them has inputs in work.</summary>
    public bool IsBusy
    {
        get
        {
            foreach (var bolt in _bolts)
            {
                if (bolt is { IsBusy: true })
                    return true;
            }
            return false;
        }
    }

    /// <summary>A watermark that is not ahead of what the inputs in work will become.</summary>
    public WatermarkSignal Limit(WatermarkSignal signal)
    {
        foreach (var bolt in _bolts)
        {
            if (bolt is { IsBusy: true })
                signal = signal with { Watermark = Math.Min(signal.Watermark, Math.Clamp(bolt.OldestEventTime - 1, 0, DateTime.MaxValue.Ticks)) };
        }
        return signal;
    }

    /// <summary>A new instance, or null: it is gone.</summary>
    public void Set(int place, Bolt? bolt)
    {
        _bolts[place] = bolt as IConcurrentBolt;
        Any |= bolt is IConcurrentBolt;
    }
}
