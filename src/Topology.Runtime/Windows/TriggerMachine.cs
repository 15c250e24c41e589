namespace Topology.Runtime.Windows;

/// <summary>A part of a trigger, and the parts below it. Pure: keeps nothing but its number; the state is given with each call. The semantics are those of Apache Beam.</summary>
internal abstract class TriggerMachine(int number, params TriggerMachine[] parts)
{
    /// <summary>Parts a trigger may have: a state has a bit for each.</summary>
    public const int MostParts = WindowValidator.MostTriggers;

    protected int Number { get; } = number;

    protected TriggerMachine[] Parts { get; } = parts;

    /// <summary>Makes the machine of a trigger; of none: fires at the end of the window, and with each tuple after that.</summary>
    /// <param name="trigger">Null: the default.</param>
    /// <param name="parts">How many parts it has, which is the length of its states.</param>
    public static TriggerMachine Of(Trigger? trigger, out int parts)
    {
        parts = 0;
        return Make(trigger ?? Trigger.AfterWatermark().Repeatedly(), ref parts);
    }

    public bool IsFinished(TriggerState state) => (state.Finished & (1UL << Number)) != 0;

    /// <summary>A tuple has come.</summary>
    public virtual void Add(ref TriggerCall call)
    {
        foreach (var part in Parts)
            part.Add(ref call);
    }

    public abstract bool ShouldFire(ref TriggerCall call);

    /// <summary>The window fires because this said so.</summary>
    public abstract void Fire(ref TriggerCall call);

    /// <summary>Windows have become one: sets the state of that.</summary>
    public abstract void Merge(ref TriggerCall call);

    /// <summary>The earliest time by the clock at which it has to be asked again.</summary>
    public virtual long NextTimer(TriggerState state)
    {
        var next = long.MaxValue;
        foreach (var part in Parts)
            next = Math.Min(next, part.NextTimer(state));
        return next;
    }

    /// <summary>Forgets what was counted, in the parts too; what is finished stays so.</summary>
    public virtual void Clear(TriggerState state)
    {
        state.Data[Number] = 0;
        foreach (var part in Parts)
            part.Clear(state);
    }

    /// <summary>Begins anew, with all its parts.</summary>
    public void Reset(TriggerState state)
    {
        SetFinished(state, false);
        state.Data[Number] = 0;
        foreach (var part in Parts)
            part.Reset(state);
    }

    /// <summary>Goes on, whatever it was; keeps what it has counted.</summary>
    public void Reopen(TriggerState state) => SetFinished(state, false);

    /// <summary>Is over, whatever it has counted.</summary>
    public void Close(TriggerState state)
    {
        Clear(state);
        SetFinished(state, true);
    }

    protected void SetFinished(TriggerState state, bool isFinished)
    {
        var bit = 1UL << Number;
        state.Finished = isFinished ? state.Finished | bit : state.Finished & ~bit;
    }

    protected bool IsFinishedInAll(ref TriggerCall call)
    {
        foreach (var merged in call.Merged)
        {
            if (!IsFinished(merged))
                return false;
        }
        return true;
    }

    protected bool IsFinishedInAny(ref TriggerCall call)
    {
        foreach (var merged in call.Merged)
        {
            if (IsFinished(merged))
                return true;
        }
        return false;
    }

    private static TriggerMachine Make(Trigger trigger, ref int next)
    {
        var number = next++;
        switch (trigger)
        {
            case CountTrigger count:
                return new CountMachine(number, count.Count);
            case ProcessingTimeTrigger time:
                return new ProcessingTimeMachine(number, time.Delay.Ticks);
            case PunctuationTrigger punctuation:
                return new PunctuationMachine(number, punctuation.IsPunctuation);
            case NeverTrigger:
                return new NeverMachine(number);
            case AfterWatermarkTrigger { Early: null, Late: null }:
                return new WatermarkMachine(number);
            case AfterWatermarkTrigger watermark:
                return new EarlyAndLateMachine(number, Make(watermark.Early ?? Trigger.Never(), ref next), watermark.Late is null ? null : Make(watermark.Late, ref next));
        }
        var parts = new TriggerMachine[trigger.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Make(trigger.Parts[i], ref next);
        return trigger switch
        {
            AnyTrigger => new AnyMachine(number, parts),
            AllTrigger => new AllMachine(number, parts),
            RepeatedTrigger => new RepeatedMachine(number, parts[0]),
            OnceTrigger => new OnceMachine(number, parts[0]),
            FinallyTrigger => new FinallyMachine(number, parts[0], parts[1]),
            _ => throw new NotSupportedException($"The engine does not know the trigger {trigger}."),
        };
    }
}
