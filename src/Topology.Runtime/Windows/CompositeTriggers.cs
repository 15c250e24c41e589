namespace Topology.Runtime.Windows;

/// <summary>With the first of several, once.</summary>
internal sealed class AnyMachine(int number, TriggerMachine[] parts) : TriggerMachine(number, parts)
{
    public override bool ShouldFire(ref TriggerCall call)
    {
        foreach (var part in Parts)
        {
            if (part.IsFinished(call.State) || part.ShouldFire(ref call))
                return true;
        }
        return false;
    }

    public override void Fire(ref TriggerCall call)
    {
        foreach (var part in Parts)
        {
            if (part.ShouldFire(ref call))
                part.Fire(ref call);
            else
                part.Clear(call.State); // what it was waiting for has been shown
        }
        SetFinished(call.State, true);
    }

    public override void Merge(ref TriggerCall call)
    {
        var isFinished = false;
        foreach (var part in Parts)
        {
            part.Merge(ref call);
            isFinished |= part.IsFinished(call.State);
        }
        SetFinished(call.State, isFinished);
    }
}

/// <summary>With the last of several, once.</summary>
internal sealed class AllMachine(int number, TriggerMachine[] parts) : TriggerMachine(number, parts)
{
    public override void Add(ref TriggerCall call)
    {
        foreach (var part in Parts)
        {
            if (!part.IsFinished(call.State))
                part.Add(ref call);
        }
    }

    public override bool ShouldFire(ref TriggerCall call)
    {
        foreach (var part in Parts)
        {
            if (!part.IsFinished(call.State) && !part.ShouldFire(ref call))
                return false;
        }
        return true;
    }

    public override void Fire(ref TriggerCall call)
    {
        foreach (var part in Parts)
            part.Fire(ref call);
        SetFinished(call.State, true);
    }

    public override void Merge(ref TriggerCall call)
    {
        var isFinished = true;
        foreach (var part in Parts)
        {
            part.Merge(ref call);
            isFinished &= part.IsFinished(call.State);
        }
        SetFinished(call.State, isFinished);
    }
}

/// <summary>Again and again; never finished.</summary>
internal sealed class RepeatedMachine(int number, TriggerMachine inner) : TriggerMachine(number, inner)
{
    public override bool ShouldFire(ref TriggerCall call) => Parts[0].ShouldFire(ref call);

    public override void Fire(ref TriggerCall call)
    {
        Parts[0].Fire(ref call);
        if (Parts[0].IsFinished(call.State))
            Parts[0].Reset(call.State);
    }

    public override void Merge(ref TriggerCall call) => Parts[0].Merge(ref call);
}

/// <summary>One firing.</summary>
internal sealed class OnceMachine(int number, TriggerMachine inner) : TriggerMachine(number, inner)
{
    public override bool ShouldFire(ref TriggerCall call) => Parts[0].ShouldFire(ref call);

    public override void Fire(ref TriggerCall call)
    {
        Parts[0].Fire(ref call);
        SetFinished(call.State, true);
    }

    public override void Merge(ref TriggerCall call)
    {
        var wasFinished = IsFinishedInAll(ref call);
        Parts[0].Merge(ref call);
        SetFinished(call.State, wasFinished || Parts[0].IsFinished(call.State));
    }
}

/// <summary>Until another one fires.</summary>
internal sealed class FinallyMachine(int number, TriggerMachine actual, TriggerMachine until) : TriggerMachine(number, actual, until)
{
    public override bool ShouldFire(ref TriggerCall call) => Parts[0].ShouldFire(ref call) || Parts[1].ShouldFire(ref call);

    public override void Fire(ref TriggerCall call)
    {
        if (Parts[1].ShouldFire(ref call))
        {
            Parts[1].Fire(ref call);
            Parts[0].Clear(call.State);
        }
        else
        {
            Parts[0].Fire(ref call); // the other one goes on counting over this firing
        }
        UpdateFinished(call.State);
    }

    public override void Merge(ref TriggerCall call)
    {
        Parts[0].Merge(ref call);
        Parts[1].Merge(ref call);
        UpdateFinished(call.State);
    }

    private void UpdateFinished(TriggerState state) => SetFinished(state, Parts[0].IsFinished(state) || Parts[1].IsFinished(state));
}

/// <summary>Early firings, the end of the window, late firings. The early part is finished at the end.</summary>
internal sealed class EarlyAndLateMachine(int number, TriggerMachine early, TriggerMachine? late)
    : TriggerMachine(number, late is null ? [early] : [early, late])
{
    public override bool ShouldFire(ref TriggerCall call) => early.IsFinished(call.State)
        ? late?.ShouldFire(ref call) == true
        : call.IsEnded || early.ShouldFire(ref call);

    public override void Fire(ref TriggerCall call)
    {
        if (!early.IsFinished(call.State))
            FireEarly(ref call);
        else if (late is not null)
            FireAndRepeat(late, ref call);
        else
            SetFinished(call.State, true);
    }

    public override void Merge(ref TriggerCall call)
    {
        if (!AreAllEarlyFinished(ref call) || !call.IsEnded)
        {
            // What one of them has not shown is to be shown before or at the end of what they have become.
            early.Merge(ref call);
            early.Reopen(call.State);
            late?.Reset(call.State);
        }
        else
        {
            early.Close(call.State);
            late?.Merge(ref call);
        }
        SetFinished(call.State, false);
    }

    private bool AreAllEarlyFinished(ref TriggerCall call)
    {
        foreach (var merged in call.Merged)
        {
            if (!early.IsFinished(merged))
                return false;
        }
        return true;
    }

    private void FireEarly(ref TriggerCall call)
    {
        if (!call.IsEnded)
        {
            FireAndRepeat(early, ref call);
            return;
        }
        early.Close(call.State);
        if (late is null)
            SetFinished(call.State, true);
        else
            late.Clear(call.State); // it has counted what came before the end, too
    }

    private static void FireAndRepeat(TriggerMachine part, ref TriggerCall call)
    {
        part.Fire(ref call);
        part.Reset(call.State);
    }
}
