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
    private int _tokens; // of watermarks that were taken and not passed on
    private long _current; // as are the others, for other threads to read
    private long _spread;

    public InputWatermarks(EngineEnvironment environment, PlannedExecutor plan)
    {
        _activity = environment.Activity;
        _bolts = new TimedTasks(environment.Clock, plan.Tasks.Count);
        _told = new long[plan.Tasks.Count];
        var executors = environment.Plan.Executors;
        _merge = new WatermarkMerge(environment.Plan.SendersTo(plan.Component)
            .Select(sender => (sender, environment.Plan.TimedComponents.HasEventTime(executors[sender].Component.Id))));
    }

    /// <summary>The merged watermark. Any thread.</summary>
    public long Current => Volatile.Read(ref _current);

    /// <summary>How far the fastest sender is ahead of the slowest. Any thread.</summary>
    public long Spread => Volatile.Read(ref _spread);

    /// <summary>What may be passed on.</summary>
    public WatermarkSignal Signal => new(_merge.Current, _merge.IsIdle && _merge.Current != WatermarkSignal.End);

    /// <summary>Whether watermarks are to be passed on before anything else is taken.</summary>
    public bool HasToPassOn => _tokens > 0;

    /// <summary>When the first timer is due; MaxValue: there is none.</summary>
    public long NextTimerAt => _bolts.NextAt;

    /// <summary>A new instance is to be told what the former one knew.</summary>
    public void Started(int place, Bolt bolt)
    {
        _bolts.Set(place, bolt);
        _told[place] = 0;
    }

    /// <summary>The instances are gone.</summary>
    public void Abandon()
    {
        for (var place = 0; place < _told.Length; place++)
            _bolts.Set(place, null);
    }

    /// <summary>A watermark has come. Its token goes back at once, or the end's once that was passed on: then nothing is left that waits for the token.</summary>
    public void Take(TupleBatch batch)
    {
        _merge.Take(((IBatchOrigin)batch.Sender!).SenderId, batch.TakeSignal()); // set by whoever delivered it
        Volatile.Write(ref _current, _merge.Current);
        Volatile.Write(ref _spread, _merge.Spread);
        _tokens++;
        if (_merge.Current < DateTime.MaxValue.Ticks)
            PassedOn();
    }

    /// <summary>Whether some bolt does not know the watermark, or its timer is due.</summary>
    public bool HasCalls(long now)
    {
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
        if (_told[place] < _merge.Current)
        {
            _told[place] = _merge.Current;
            _bolts.Advance(place, _merge.Current);
        }
        _bolts.Fire(place, now);
    }

    /// <summary>The tokens go back.</summary>
    public void PassedOn()
    {
        for (; _tokens > 0; _tokens--)
            _activity.End();
    }

    /// <summary>What was taken is given up.</summary>
    public void Drop()
    {
        for (; _tokens > 0; _tokens--)
            _activity.Withdraw();
    }
}
