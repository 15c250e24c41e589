using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Topology.Runtime.Execution;
using Topology.Runtime.Planning;
using Topology.Runtime.Tests.Support;

namespace Topology.Runtime.Tests.Watermarks;

/// <summary>Watermarks on real threads, with little credit and with much: none is ahead of a tuple, and the end comes to every task.</summary>
public sealed class WatermarksOnThreadsTests : IExecutorObserver, IDisposable
{
    private const int Tuples = 5_000;

    private readonly EngineClock _clock = new(TimeProvider.System);
    private readonly WorkerThreads _threads;
    private readonly TaskCompletionSource _drained = Patience.NewEvent();
    private readonly ConcurrentBag<string> _mistakes = [];
    private int _ended;
    private int _watermarks;

    public WatermarksOnThreadsTests() => _threads = new WorkerThreads(_clock, 3);

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
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(4096)]
    public async Task When_tuples_and_watermarks_pass_through_Then_no_tuple_is_behind_and_all_are_told_of_the_end(int window)
    {
        var builder = new TopologyBuilder();
        builder.SetSpout("s", () => new RisingSpout(), 3).WithEventTime("time");
        builder.SetBolt("b", () => new CheckingBolt(this, emits: true), 3).ShuffleGrouping("s");
        builder.SetBolt("c", () => new CheckingBolt(this, emits: false), 2).ShuffleGrouping("b");
        using var engine = new TopologyEngine(new EngineSettings
        {
            TopologyId = "test-1",
            TopologyName = "test",
            Plan = new TopologyPlan(builder.Build(), new TopologyConfig { CreditWindow = window, MessageTimeout = TimeSpan.FromMinutes(10) }),
            Clock = _clock,
            Scheduler = _threads,
            Observer = this,
            Loggers = NullLoggerFactory.Instance,
        });
        foreach (var executor in engine.Executors)
            executor.Start();
        engine.SetActive(true, () => { });

        await _drained.Task.Within($"everything is acked; {_ended} tasks know the end");

        Assert.Empty(_mistakes);
        Assert.Equal(5, _ended);
        Assert.True(_watermarks > 0, "no watermark came before the end");
    }

    private sealed class RisingSpout : Spout
    {
        private SpoutOutputCollector? _collector;
        private int _next;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("time"));

        public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

        public override void Execute()
        {
            if (_next < Tuples)
                _collector!.EmitWithId(_next, _next++ / 3); // set by Prepare
            else
                _collector!.Complete(); // set by Prepare
        }
    }

    private sealed class CheckingBolt(WatermarksOnThreadsTests test, bool emits) : Bolt, IWatermarkListener
    {
        private OutputCollector? _collector;
        private DateTime _told;

        public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("time"));

        public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

        public override void Execute(StreamTuple input)
        {
            if (input.EventTime is not { } time || time <= _told)
                test._mistakes.Add($"{input} of {input.EventTime:O} behind {_told:O}");
            if (emits)
                _collector!.Emit(input, input[0]); // set by Prepare
            _collector!.Ack(input); // set by Prepare
        }

        public void WatermarkAdvanced(DateTime watermark)
        {
            if (watermark <= _told)
                test._mistakes.Add($"told {watermark:O} after {_told:O}");
            _told = watermark;
            if (watermark == DateTime.MaxValue)
                Interlocked.Increment(ref test._ended);
            else
                Interlocked.Increment(ref test._watermarks);
        }
    }
}
