namespace Topology.Runtime.Windows;

/// <summary>The end of the window, once.</summary>
internal sealed class WatermarkMachine(int number) : TriggerMachine(number)
{
    public override bool ShouldFire(ref TriggerCall call) => call.IsEnded;

    public override void Fire(ref TriggerCall call) => SetFinished(call.State, true);

    /// <summary>It comes again if what has come together has not ended, or not shown everything.</summary>
    public override void Merge(ref TriggerCall call) => SetFinished(call.State, IsFinishedInAll(ref call) && call.IsEnded);
}

/// <summary>So many tuples since it began. The number: of tuples.</summary>
internal sealed class CountMachine(int number, int count) : TriggerMachine(number)
{
    public override void Add(ref TriggerCall call) => call.State.Data[Number]++;

    public override bool ShouldFire(ref TriggerCall call) => call.State.Data[Number] >= count;

    public override void Fire(ref TriggerCall call)
    {
        Clear(call.State);
        SetFinished(call.State, true);
    }

    public override void Merge(ref TriggerCall call)
    {
        var isFinished = IsFinishedInAny(ref call);
        var sum = 0L;
        foreach (var merged in call.Merged)
            sum += merged.Data[Number];
        call.State.Data[Number] = isFinished ? 0 : sum;
        SetFinished(call.State, isFinished);
    }
}

/// <summary>A time after the first tuple, by the clock. The number: when.</summary>
internal sealed class ProcessingTimeMachine(int number, long delay) : TriggerMachine(number)
{
    public override void Add(ref TriggerCall call)
    {
        if (call.State.Data[Number] == 0)
            call.State.Data[Number] = call.Now + delay;
    }

    public override bool ShouldFire(ref TriggerCall call) => call.State.Data[Number] is not 0 and var due && call.Now >= due;

    public override void Fire(ref TriggerCall call)
    {
        Clear(call.State);
        SetFinished(call.State, true);
    }

    public override void Merge(ref TriggerCall call)
    {
        var isFinished = IsFinishedInAny(ref call);
        var earliest = 0L;
        foreach (var merged in call.Merged)
        {
            if (merged.Data[Number] is not 0 and var due && (earliest == 0 || due < earliest))
                earliest = due;
        }
        call.State.Data[Number] = isFinished ? 0 : earliest;
        SetFinished(call.State, isFinished);
    }

    public override long NextTimer(TriggerState state) => state.Data[Number] is not 0 and var due ? due : long.MaxValue;
}

/// <summary>A tuple that says so. The number: 1 once it has come.</summary>
internal sealed class PunctuationMachine(int number, Func<StreamTuple, bool> isPunctuation) : TriggerMachine(number)
{
    public override void Add(ref TriggerCall call)
    {
        if (isPunctuation(call.Input))
            call.State.Data[Number] = 1;
    }

    public override bool ShouldFire(ref TriggerCall call) => call.State.Data[Number] != 0;

    public override void Fire(ref TriggerCall call)
    {
        Clear(call.State);
        SetFinished(call.State, true);
    }

    public override void Merge(ref TriggerCall call)
    {
        var isFinished = IsFinishedInAny(ref call);
        var hasCome = 0L;
        foreach (var merged in call.Merged)
            hasCome |= merged.Data[Number];
        call.State.Data[Number] = isFinished ? 0 : hasCome;
        SetFinished(call.State, isFinished);
    }
}

/// <summary>Never.</summary>
internal sealed class NeverMachine(int number) : TriggerMachine(number)
{
    public override bool ShouldFire(ref TriggerCall call) => false;

    public override void Fire(ref TriggerCall call) { }

    public override void Merge(ref TriggerCall call) { }
}
