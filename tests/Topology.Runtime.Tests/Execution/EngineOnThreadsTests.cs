using Microsoft.Extensions.Logging.Abstractions;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Execution;

/// <summary>A whole engine on real threads, under as much back-pressure as possible: nothing hangs, nothing is lost.</summary>
public sealed class EngineOnThreadsTests : IExecutorObserver, IDisposable
{
    private readonly EngineClock _clock = new(TimeProvider.System);
    private readonly WorkerThreads _threads;
    private readonly TaskCompletionSource _drained = Patience.NewEvent();
    private long _received;
    private long _acked;

    public EngineOnThreadsTests() => _threads = new WorkerThreads(_clock, 3);

    public void Dispose() => _threads.Dispose();

    void IExecutorObserver.Prepared(ComponentExecutor executor)
    {
    }

    void IExecutorObserver.Failed(ComponentExecutor executor, ComponentException cause) => _drained.TrySetException(cause);

    void IExecutorObserver.Stopped(ComponentExecutor executor)
    {
    }

    void IExecutorObserver.Drained() => _drained.TrySetResult();

    [Theory]
    [InlineData(1, 2_000, false)]
    [InlineData(1, 2_000, true)]
    [InlineData(300, 20_000, false)]
    [InlineData(4096, 20_000, true)]
    public async Task When_credit_is_short_Then_every_tuple_still_arrives_and_is_acked(int window, int tuples, bool dedicated)
    {
        var config = new TopologyConfig { CreditWindow = window, AckerExecutors = 2, MessageTimeout = TimeSpan.FromMinutes(10) };
        using var engine = EngineOf(tuples, dedicated, config);
        foreach (var executor in engine.Executors)
            executor.Start();
        engine.SetActive(true, () => { });

        await _drained.Task.Within($"everything is acked; received {_received}, acked {_acked}");

        Assert.Equal((3L * tuples * 2, 3L * tuples), (_received, _acked));
        Assert.Equal(3L * tuples, engine.Executors.Where(e => e is SpoutExecutor).Sum(e => e.Counters.Acked));
    }

    private TopologyEngine EngineOf(int tuples, bool dedicated, TopologyConfig config)
    {
        var builder = new TopologyBuilder();
        var spout = builder.SetSpout("s", () => new CountingSpout(tuples, () => Interlocked.Increment(ref _acked)), 3);
        if (dedicated)
            spout.UseDedicatedThread();
        builder.SetBolt("twice", new Fields("v"), (tuple, collector) =>
        {
            collector.Emit(tuple[0]);
            collector.Emit(tuple[0]);
        }, 3).ShuffleGrouping("s");
        builder.SetBolt("sink", new Fields(), (_, _) => Interlocked.Increment(ref _received), 2).FieldsGrouping("twice", new Fields("v"));
        return new TopologyEngine(new EngineSettings
        {
            TopologyId = "test-1",
            TopologyName = "test",
            Plan = new TopologyPlan(builder.Build(), config),
            Clock = _clock,
            Scheduler = _threads,
            Observer = this,
            Loggers = NullLoggerFactory.Instance,
        });
    }

    private sealed class CountingSpout(int tuples, Action acked) : Spout
    {
        private SpoutOutputCollector _collector = null!; // set by Prepare
        private int _next;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("v"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void Execute()
        {
            if (_next < tuples)
                _collector.EmitWithId(_next, _next++);
            else
                _collector.Complete();
        }

        public override void Ack(Value messageId) => acked();
    }
}
