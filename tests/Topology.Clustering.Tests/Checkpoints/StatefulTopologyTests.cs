using System.Collections.Concurrent;
using Topology.Clustering.Tests.Support;

namespace Topology.Clustering.Tests.Checkpoints;

/// <summary>What stateful components may count on, and Heron's stateful topology.</summary>
public class StatefulTopologyTests
{
    private const int Ids = 10;

    private static readonly TopologyConfig Config = new()
    {
        Guarantee = DeliveryGuarantee.EffectivelyOnce,
        CheckpointInterval = TimeSpan.FromMilliseconds(20),
        Restart = new RestartOptions { InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
    };

    private readonly ConcurrentQueue<string> _seen = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_a_stateful_bolt_starts_and_restarts_Then_InitState_comes_once_after_Prepare_and_before_the_first_tuple()
    {
        var failures = 1;
        var builder = new TopologyBuilder();
        builder.SetSpout("ids", () => new IdSpout(Ids, new TaskCompletionSource(), Released()));
        builder.SetBolt("once", () => new WitnessBolt(_seen, () => Interlocked.Decrement(ref failures) == 0)).ShuffleGrouping("ids");
        await using var cluster = await LocalCluster.StartAsync(token: Token);

        var handle = await cluster.SubmitAsync("order", Config, builder.Build(), Token);
        await handle.Completion.Within("completion");

        var first = _seen.TakeWhile(call => call != "failure").ToList();
        var second = _seen.Skip(first.Count + 1).ToList();
        Assert.Equal(["prepare", "init", "execute"], first.Take(3));
        Assert.Equal(["prepare", "init", "execute"], second.Take(3));
        Assert.Equal(2, _seen.Count(call => call == "init"));
    }

    /// <summary>A stateful source emits A_0, B_1 … B_9 to three stateful bolts; half-way a checkpoint is taken and everything starts again.</summary>
    [Fact]
    public async Task When_a_stateful_topology_starts_again_in_the_middle_Then_the_states_hold_each_id_once()
    {
        var (halfWay, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holdings = new ConcurrentDictionary<(string, int), IReadOnlyDictionary<string, long>>();
        await using var cluster = await LocalCluster.StartAsync(token: Token);
        var first = await cluster.SubmitAsync("heron", Config, Topology(halfWay, goOn, holdings), Token);
        await halfWay.Task.Within("half of the ids were emitted");
        await first.KillAsync(TimeSpan.FromSeconds(10), Token); // takes a last checkpoint
        holdings.Clear();
        goOn.SetResult();

        var second = await cluster.SubmitAsync("heron", Config, Topology(new TaskCompletionSource(), goOn, holdings), Token);
        await second.Completion.Within("completion");

        string[] ids = [.. Enumerable.Range(0, Ids).Select(IdSpout.IdOf)];
        Assert.Equal(ids.Select(id => KeyValuePair.Create(id, 1L)), holdings[("ids", 0)].OrderBy(pair => pair.Key[2..]));
        var bolts = holdings.Where(holding => holding.Key.Item1 == "bolt").SelectMany(holding => holding.Value).OrderBy(pair => pair.Key[2..]);
        Assert.Equal(ids.Select(id => KeyValuePair.Create(id, 1L)), bolts);
        Assert.Equal(3, holdings.Count(holding => holding.Key.Item1 == "bolt"));
    }

    private static TopologySpec Topology(TaskCompletionSource halfWay, TaskCompletionSource goOn, ConcurrentDictionary<(string, int), IReadOnlyDictionary<string, long>> holdings)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("ids", () => new IdSpout(Ids, halfWay, goOn.Task, holdings));
        builder.SetBolt("bolt", () => new IdBolt(holdings), 3).ShuffleGrouping("ids");
        return builder.Build();
    }

    private static Task Released() => Task.CompletedTask;

    /// <summary>Remembers each id it has emitted; waits half-way.</summary>
    private sealed class IdSpout(int limit, TaskCompletionSource halfWay, Task goOn, ConcurrentDictionary<(string, int), IReadOnlyDictionary<string, long>>? holdings = null)
        : StatefulSpout<IKeyValueState<string, long>>, ICheckpointListener
    {
        private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
        private IKeyValueState<string, long> _emitted = null!; // set by InitState, likewise

        public static string IdOf(int number) => $"{(number % 2 == 0 ? 'A' : 'B')}_{number}";

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("id"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void InitState(IKeyValueState<string, long> state) => _emitted = state;

        public override void Execute()
        {
            var next = (int)_emitted.Count;
            if (next == limit / 2 && !goOn.IsCompleted)
            {
                halfWay.TrySetResult();
                return;
            }
            if (next == limit)
            {
                _collector.Complete();
                return;
            }
            var id = IdOf(next);
            _emitted.Put(id, _emitted.Get(id) + 1);
            _collector.Emit(id);
        }

        public void BeforeCheckpoint(long checkpointId)
        {
            if (holdings is not null)
                holdings[("ids", 0)] = _emitted.ToDictionary();
        }

        public void CheckpointCompleted(long checkpointId)
        {
        }
    }

    /// <summary>Remembers how often it got each id.</summary>
    private sealed class IdBolt(ConcurrentDictionary<(string, int), IReadOnlyDictionary<string, long>> holdings) : StatefulBolt<IKeyValueState<string, long>>, ICheckpointListener
    {
        private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
        private IKeyValueState<string, long> _got = null!; // set by InitState, likewise
        private int _task;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context, OutputCollector collector) => (_collector, _task) = (collector, context.ThisTaskIndex);

        public override void InitState(IKeyValueState<string, long> state) => _got = state;

        public override void Execute(StreamTuple input)
        {
            var id = input.GetString(0);
            _got.Put(id, _got.Get(id) + 1);
            _collector.Ack(input);
        }

        public void BeforeCheckpoint(long checkpointId) => holdings[("bolt", _task)] = _got.ToDictionary();

        public void CheckpointCompleted(long checkpointId)
        {
        }
    }

    /// <summary>Says in which order it is called.</summary>
    private sealed class WitnessBolt(ConcurrentQueue<string> seen, Func<bool> fails) : StatefulBolt<IValueState<long>>
    {
        private OutputCollector _collector = null!; // set by Prepare, which comes before any other call

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
        {
        }

        public override void Prepare(TopologyContext context, OutputCollector collector)
        {
            _collector = collector;
            seen.Enqueue("prepare");
        }

        public override void InitState(IValueState<long> state) => seen.Enqueue("init");

        public override void Execute(StreamTuple input)
        {
            seen.Enqueue("execute");
            _collector.Ack(input);
            if (!fails())
                return;
            seen.Enqueue("failure");
            throw new InvalidOperationException("an accident");
        }
    }
}
