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
    private long _lostUntil = long.MaxValue; // when spouts that say nothing of a replay are waited for no longer; MaxValue: nothing is lost
    private readonly bool _areReplayed; // tuples that fail
    private int _tokens; // of watermarks that were taken and not passed on
    private bool _isReplayNew; // and to be passed on before anything else is taken
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
    public WatermarkSignal Signal =>
        IsReplaying ? new(WatermarkSignal.Replaying) : new(_merge.Current, _merge.IsIdle && _merge.Current != WatermarkSignal.End);

    /// <summary>Whether older tuples than the watermark may come that an executor has lost: nobody is told of watermarks meanwhile.</summary>
    public bool IsReplaying => IsWaiting || _merge.IsReplaying;

    /// <summary>Whether watermarks are to be passed on before anything else is taken.</summary>
    public bool HasToPassOn => _tokens > 0 || _isReplayNew;

    /// <summary>When there is something to do at the latest; MaxValue: nothing by itself.</summary>
    public long NextTimerAt => Math.Min(_bolts.NextAt, _lostUntil);

    /// <summary>A new instance is to be told what the former one knew.</summary>
    public void Started(int place, Bolt bolt, long now)
    {
        _bolts.Set(place, bolt);
        _told[place] = 0;
        if (IsWaiting)
            _lostUntil = now + AwaitedReplays.Patience; // that there was no instance is no sign
    }

    /// <summary>The instances are gone.</summary>
    public void Abandon()
    {
        for (var place = 0; place < _told.Length; place++)
            _bolts.Set(place, null);
    }

    /// <summary>Tracked inputs went with the instances, and their spouts are told. Until they say that they replay, the new instances are told nothing: what they get again would be late.</summary>
    public void Lost(long now)
    {
        if (!_areReplayed)
            return;
        if (!IsWaiting)
            _activity.Begin();
        _lostUntil = now + AwaitedReplays.Patience;
        _isReplayNew = true;
        Volatile.Write(ref _current, 0);
    }

    /// <summary>A watermark has come. Its token goes back at once, or the end's once that was passed on: then nothing is left that waits for the token.</summary>
    public void Take(TupleBatch batch)
    {
        var signal = batch.TakeSignal();
        _merge.Take(((IBatchOrigin)batch.Sender!).SenderId, signal); // set by whoever delivered it
        Volatile.Write(ref _spread, _merge.Spread);
        _tokens++;
        if (signal.Watermark == WatermarkSignal.Replaying)
        {
            EndWait();
            _isReplayNew = true;
        }
        if (!IsReplaying)
            Volatile.Write(ref _current, Math.Max(_current, _merge.Current));
        if (IsReplaying || _merge.Current < DateTime.MaxValue.Ticks)
            GiveBack();
    }

    /// <summary>Whether some bolt does not know the watermark, or its timer is due.</summary>
    public bool HasCalls(long now)
    {
        if (now >= _lostUntil)
        {
            EndWait(); // nobody replays
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
        EndWait();
        for (; _tokens > 0; _tokens--)
            _activity.Withdraw();
    }

    private bool IsWaiting => _lostUntil != long.MaxValue;

    private void GiveBack()
    {
        for (; _tokens > 0; _tokens--)
            _activity.End();
    }

    private void EndWait()
    {
        if (!IsWaiting)
            return;
        _lostUntil = long.MaxValue;
        _tokens++;
    }
}
