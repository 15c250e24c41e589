using System.Collections.Concurrent;
using Topology.Clustering.Protocol;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Worker;

/// <summary>Two workers with real links that take checkpoints together and go back together.</summary>
[Trait("tier", "cluster")]
public class EffectivelyOnceWorkersTests
{
    private readonly ConcurrentQueue<long> _totals = new(); // after each number that was added, over all instances
    private volatile bool _breaks;

    [Fact]
    public async Task When_checkpoints_complete_Then_the_leader_tells_and_both_workers_have_written()
    {
        await using var pair = new WorkerPair(Define, DeliveryGuarantee.EffectivelyOnce);
        await pair.ReachAsync(1, WorkerGoal.Inactive);
        await pair.ReachAsync(1, WorkerGoal.Active);

        await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, Checkpoints.Completed: > 2 }, "three checkpoints are complete");

        var last = (await pair.Store.ListAsync("words", TestContext.Current.CancellationToken))[0];
        Assert.Equal(["far-sum", "numbers"], last.Tasks.Where(task => task.Pieces.Count > 0).Select(task => task.Component).Distinct());
        Assert.Equal((1L, "words-1", false), (last.Term, last.Run, last.IsFinal));
        Assert.Null(pair.Master.All<WorkerReport>().Last(report => report.Worker == 1).Checkpoints);
    }

    [Fact]
    public async Task When_a_component_fails_Then_both_go_back_in_the_next_generation_and_nothing_is_counted_twice()
    {
        await using var pair = new WorkerPair(Define, DeliveryGuarantee.EffectivelyOnce);
        await pair.ReachAsync(1, WorkerGoal.Inactive);
        await pair.ReachAsync(1, WorkerGoal.Active);
        await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, Checkpoints.Completed: > 1 }, "checkpoints are complete");

        _breaks = true;
        var setback = await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 1, Setback: not null }, "the failure is told");
        Assert.Equal((1L, true), (setback.Setback!.Generation, setback.Setback.IsFailure));
        Assert.Contains("it breaks", setback.Setback.Cause);
        await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, Setback.IsFailure: false }, "the other worker has lost its link");
        await pair.ReachAsync(2, WorkerGoal.Inactive);
        await pair.ReachAsync(2, WorkerGoal.Active);
        await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, Checkpoints.Completed: > 5, Generation: 2 }, "checkpoints go on");

        // The sum of 1 … n after each n: whatever came twice, or not at all, would break the row.
        Assert.All(_totals, total => Assert.Equal(total, Triangle(total)));
    }

    [Fact]
    public async Task When_the_last_checkpoint_is_asked_for_Then_it_is_told_when_it_is_complete()
    {
        await using var pair = new WorkerPair(Define, DeliveryGuarantee.EffectivelyOnce);
        await pair.ReachAsync(1, WorkerGoal.Inactive);
        await pair.ReachAsync(1, WorkerGoal.Active);

        pair.Tell(1, WorkerGoal.Completing);
        await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, Saved: 1 }, "it is complete");

        Assert.True((await pair.Store.ListAsync("words", TestContext.Current.CancellationToken))[0].IsFinal);
    }

    [Fact]
    public async Task When_another_one_leads_with_a_later_term_Then_a_leader_that_was_given_up_stops()
    {
        await using var pair = new WorkerPair(Define, DeliveryGuarantee.EffectivelyOnce);
        await pair.ReachAsync(1, WorkerGoal.Inactive);
        await pair.ReachAsync(1, WorkerGoal.Active);
        await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, Checkpoints.Completed: > 0 }, "a checkpoint is complete");

        await pair.Store.LeadAsync("words", 2, 1, TestContext.Current.CancellationToken);

        var report = await pair.Master.HearAsync<WorkerReport>(report => report is { Worker: 0, Setback: not null }, "it is told");
        Assert.Contains("led with term 2", report.Setback!.Cause);
    }

    private static long Triangle(long total)
    {
        var n = (long)Math.Round((Math.Sqrt(8.0 * total + 1) - 1) / 2);
        return n * (n + 1) / 2;
    }

    private void Define(TopologyBuilder builder)
    {
        builder.SetSpout("numbers", () => new Numbers());
        builder.SetBolt("far-sum", () => new Sum(this)).ShuffleGrouping("numbers");
    }

    private sealed class Numbers : StatefulSpout<IValueState<long>>
    {
        private IValueState<long> _last = null!; // set by InitState
        private SpoutOutputCollector _collector = null!; // set by Prepare

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("n"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void InitState(IValueState<long> state) => _last = state;

        public override void Execute()
        {
            _last.Value++;
            _collector.Emit(_last.Value);
        }
    }

    private sealed class Sum(EffectivelyOnceWorkersTests test) : StatefulBolt<IValueState<long>>
    {
        private IValueState<long> _sum = null!; // set by InitState
        private OutputCollector _collector = null!; // set by Prepare
        private long _executed;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) { }

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void InitState(IValueState<long> state) => _sum = state;

        public override void Execute(StreamTuple input)
        {
            if (test._breaks)
            {
                test._breaks = false;
                throw new InvalidOperationException("it breaks");
            }
            _sum.Value += input[0].AsInt64();
            if (_executed++ % 100 == 0)
                test._totals.Enqueue(_sum.Value);
            _collector.Ack(input);
        }
    }
}
