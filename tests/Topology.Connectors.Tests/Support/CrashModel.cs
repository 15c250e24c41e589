using CsCheck;

namespace Topology.Connectors.Tests.Support;

/// <summary>Drives sinks from a source of numbers through checkpoints and crashes.</summary>
internal static class CrashModel
{
    public enum Step { Tuple, Prepare, Complete, CompleteAndCrash, Crash, CommitAgain, Tick }

    public static readonly Gen<Step[]> Steps = Gen.Frequency((6, Gen.Const(Step.Tuple)), (4, Gen.Int[1, 6].Select(step => (Step)step))).Array[0, 60];

    /// <summary>Checkpoints as the runtime has them: after a crash numbers begin again after the restored one, the source where it says.</summary>
    /// <returns>How many numbers the source gave, from 1.</returns>
    public static long RunTransactions(Func<Bolt> factory, IEnumerable<Step> steps)
    {
        var run = new SinkRun(factory(), DeliveryGuarantee.EffectivelyOnce);
        (long Id, long Position)? completed = null;
        (long Id, long Position)? prepared = null;
        var (lastId, position) = (0L, 0L);
        foreach (var step in steps.Concat([Step.Tuple, Step.Prepare, Step.Complete]))
        {
            if (step == Step.Tuple)
                run.Number(++position);
            else if (step == Step.Tick)
                run.Tick();
            else if (step == Step.Prepare)
            {
                run.Prepare(++lastId);
                prepared = (lastId, position);
            }
            else if (step == Step.Complete)
            {
                completed = prepared ?? completed;
                if (prepared is { } ready)
                    run.Sink.Commit(ready.Id);
                prepared = null;
            }
            else if (step == Step.CommitAgain && completed is { } again)
                run.Sink.Commit(again.Id);
            else if (step is Step.Crash or Step.CompleteAndCrash)
            {
                completed = step == Step.Crash ? completed : prepared ?? completed;
                prepared = null;
                run = new SinkRun(factory(), DeliveryGuarantee.EffectivelyOnce, completed?.Id);
                (lastId, position) = completed ?? (0, 0);
            }
        }
        return position;
    }

    /// <summary>Without transactions; what was not acked comes again after a crash.</summary>
    /// <returns>How many numbers the source gave, from 1.</returns>
    public static long RunAcks(Func<Bolt> factory, IEnumerable<Step> steps)
    {
        var run = new SinkRun(factory(), DeliveryGuarantee.AtLeastOnce);
        var acked = new HashSet<long>();
        var position = 0L;
        foreach (var step in steps)
        {
            if (step == Step.Tuple)
                run.Number(++position);
            else if (step == Step.Tick)
                run.Tick();
            else if (step == Step.Crash)
            {
                acked.UnionWith(run.Collector.Acked.Select(value => value.AsInt64()));
                run = new SinkRun(factory(), DeliveryGuarantee.AtLeastOnce);
                for (var number = 1L; number <= position; number++)
                {
                    if (!acked.Contains(number))
                        run.Number(number);
                }
            }
        }
        run.Tick();
        return position;
    }
}
