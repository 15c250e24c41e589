using Topology.Engine;
using Topology.Runtime.Messaging;
using Topology.Runtime.Planning;
using Topology.Runtime.Watermarks;

namespace Topology.Runtime.Execution;

/// <summary>Event time in what comes to a bolt executor: the merged watermark, what its bolts know of it, and their timers. Owned by the executor's thread, but where a member says otherwise.</summary>
internal sealed class InputWatermarks
{
    private readonly Activity _activity;
    private readonly TimedTasks _bolts;
    private readonly WatermarkMerge _merge;
    private readonly long[] _told; // by the task's place
    private readonly bool _areReplayed; // tuples that fail
    private readonly LossWait _loss = new();
    private int _tokens; // of watermarks that were taken and not passed on, and of a wait that is over
    private bool _isReplayNew; // and to be passed on before anything else is taken
    private bool _hasReplayed; // the last thing that was passed on was no watermark
    private long _said; // the last watermark that was passed on, but the end
    private long _current; // as are the others, for other threads to read
    private long _spread;

    public InputWatermarks(EngineEnvironment environment, PlannedExecutor plan)
    {
        _activity = environment.Activity;
        _bolts = new TimedTasks(environment.Clock, plan.Tasks.Count);
        _told = new long[plan.Tasks.Count];
        _areReplayed = environment.Plan.Config.Guarantee == DeliveryGuarantee.AtLeastOnce;
        var executors = environment.Plan.Executors;
        _merge = new WatermarkMerge(environment.Plan.SendersTo(plan.Component)
            .Select(sender => (sender, environment.Plan.TimedComponents.HasEventTime(executors[sender].Component.Id))));
    }

    /// <summary>The merged watermark; 0 again between a loss and the end of its replay. Any thread.</summary>
    public long Current => Volatile.Read(ref _current);

    /// <summary>How far the fastest sender is ahead of the slowest. Any thread.</summary>
    public long Spread => Volatile.Read(ref _spread);

    /// <summary>What may be passed on.</summary>
    /// <param name="tasks">Inputs in work hold it up; null: there are none.</param>
    public WatermarkSignal Signal(ConcurrentTasks? tasks)
    {
        if (IsReplaying)
        {
            _hasReplayed = true;
            return new WatermarkSignal(WatermarkSignal.Replaying);
        }
        var signal = new WatermarkSignal(_merge.Current, _merge.IsIdle && _merge.Current != WatermarkSignal.End);
        if (tasks is not null)
            signal = tasks.Limit(signal);
        if (_hasReplayed && signal.Watermark < _said)
            return new WatermarkSignal(WatermarkSignal.Replaying); // replays are in work
        _hasReplayed = false;
        if (signal.Watermark < DateTime.MaxValue.Ticks)
            _said = signal.Watermark;
        return signal;
    }

    /// <summary>Whether older tuples than the watermark may come that an executor has lost: nobody is told of watermarks meanwhile.</summary>
    public bool IsReplaying => _loss.IsOn || _merge.IsReplaying;

    /// <summary>Whether watermarks are to be passed on before anything else is taken.</summary>
    public bool HasToPassOn => _tokens > 0 || _isReplayNew;

    /// <summary>Whether that is to be said again to those who know already.</summary>
    public bool HasToRepeat => _isReplayNew;

    /// <summary>When there is something to do at the latest; MaxValue: nothing by itself.</summary>
    public long NextTimerAt => Math.Min(_bolts.NextAt, _loss.Until);

    /// <summary>A new instance is to be told what the former one knew.</summary>
    /// <param name="place">The task's.</param>
    /// <param name="bolt">The instance.</param>
    /// <param name="backlog">Tuples executed, once those on their way here are.</param>
    public void Started(int place, Bolt bolt, long backlog)
    {
        _bolts.Set(place, bolt);
        _told[place] = 0;
        _loss.Restart(backlog);
    }

    /// <summary>A slice ends. While the executor waits for credit it takes nothing, and patience does not run.</summary>
    public void SliceEnds(bool isBlocked)
    {
        if (isBlocked)
            _loss.Suspend();
    }

    /// <summary>The instances are gone.</summary>
    public void Abandon()
    {
        for (var place = 0; place < _told.Length; place++)
            _bolts.Set(place, null);
    }

    /// <summary>Tracked inputs went with the instances, and their spouts are told. Until they say that they replay, the new instances are told nothing: what they get again would be late.</summary>
    /// <param name="now">The time.</param>
    /// <param name="senders">Who had sent them, and is waited for; none: that is not known, anybody will do.</param>
    public void Lost(long now, IReadOnlyCollection<int> senders)
    {
        if (!_areReplayed)
            return;
        if (!_loss.IsOn)
            _activity.Begin();
        _loss.Begin(now, senders);
        _isReplayNew = true;
        Volatile.Write(ref _current, 0);
    }

    /// <summary>A watermark has come. Its token goes back at once, or the end's once that was passed on: then nothing is left that waits for the token.</summary>
    public void Take(TupleBatch batch)
    {
        var (sender, signal) = (((IBatchOrigin)batch.Sender!).SenderId, batch.TakeSignal()); // set by whoever delivered it
        _merge.Take(sender, signal);
        Volatile.Write(ref _spread, _merge.Spread);
        _tokens++;
        if (signal.Watermark == WatermarkSignal.Replaying)
        {
            _tokens += _loss.Hear(sender) ? 1 : 0;
            _isReplayNew = true;
        }
        if (!IsReplaying)
            Volatile.Write(ref _current, Math.Max(_current, _merge.Current));
        if (IsReplaying || _merge.Current < DateTime.MaxValue.Ticks)
            GiveBack();
    }

    /// <summary>Whether some bolt does not know the watermark, or its timer is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="executed">Tuples executed so far.</param>
    public bool HasCalls(long now, long executed)
    {
        if (_loss.Look(now, executed))
        {
            _tokens++;
            Volatile.Write(ref _current, IsReplaying ? 0 : _merge.Current);
        }
        if (IsReplaying)
            return _bolts.NextAt <= now;
        foreach (var told in _told)
        {
            if (told < _merge.Current)
                return true;
        }
        return _bolts.NextAt <= now;
    }

    /// <summary>Tells one task's bolt what it does not know, and calls its timer if that is due.</summary>
    public void Call(int place, long now)
    {
        if (!IsReplaying && _told[place] < _merge.Current)
        {
            _told[place] = _merge.Current;
            _bolts.Advance(place, _merge.Current);
        }
        _bolts.Fire(place, now);
    }

    /// <summary>What had to be was passed on: the tokens go back.</summary>
    public void PassedOn()
    {
        _isReplayNew = false;
        GiveBack();
    }

    /// <summary>What was taken is given up.</summary>
    public void Drop()
    {
        _tokens += _loss.End() ? 1 : 0;
        for (; _tokens > 0; _tokens--)
            _activity.Withdraw();
    }

    private void GiveBack()
    {
        for (; _tokens > 0; _tokens--)
            _activity.End();
    }
}
