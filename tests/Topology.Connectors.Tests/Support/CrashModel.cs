using CsCheck;

namespace Topology.Connectors.Tests.Support;

/// <summary>Drives sinks from a source of numbers through checkpoints and crashes.</summary>
internal static class CrashModel
{
    public enum Step { Tuple, Prepare, Complete, CompleteAndCrash, Crash, CommitAgain, Tick }

    public static readonly Gen<Step[]> Steps = Gen.Frequency((6, Gen.Const(Step.Tuple)), (4, Gen.Int[1, 6].Select(step => (Step)step))).Array[0, 60];

    /// <returns>How many numbers the source gave, from 1.</returns>
    public static long RunTransactions(Func<Bolt> factory, IEnumerable<Step> steps)
    {
        var run = new TransactionRun(factory);
        foreach (var step in steps.Concat([Step.Tuple, Step.Prepare, Step.Complete]))
            run.Do(step);
        return run.Position;
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

    /// <summary>Checkpoints as the runtime has them: after a crash numbers begin again after the restored one, the source where it says.</summary>
    private sealed class TransactionRun(Func<Bolt> factory)
    {
        private SinkRun _run = new(factory(), DeliveryGuarantee.EffectivelyOnce);
        private (long Id, long Position)? _completed;
        private (long Id, long Position)? _prepared;
        private long _lastId;

        public long Position { get; private set; }

        public void Do(Step step)
        {
            switch (step)
            {
                case Step.Tuple:
                    _run.Number(++Position);
                    break;
                case Step.Tick:
                    _run.Tick();
                    break;
                case Step.Prepare:
                    _run.Prepare(++_lastId);
                    _prepared = (_lastId, Position);
                    break;
                case Step.Complete when _prepared is { } ready:
                    _run.Sink.Commit(ready.Id);
                    (_completed, _prepared) = (ready, null);
                    break;
                case Step.CommitAgain when _completed is { } again:
                    _run.Sink.Commit(again.Id);
                    break;
                case Step.Crash:
                    Restart();
                    break;
                case Step.CompleteAndCrash:
                    _completed = _prepared ?? _completed;
                    Restart();
                    break;
            }
        }

        private void Restart()
        {
            _prepared = null;
            _run = new SinkRun(factory(), DeliveryGuarantee.EffectivelyOnce, _completed?.Id);
            (_lastId, Position) = _completed ?? (0, 0);
        }
    }
}
