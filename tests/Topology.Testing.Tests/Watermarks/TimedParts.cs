using Topology.Engine;

namespace Topology.Testing.Tests.Watermarks;

/// <summary>Emits tuples out of order, within a bound, tracked and untracked in turn, and completes.</summary>
internal sealed class OutOfOrderSpout(int count, int bound, Random random) : Spout
{
    private SpoutOutputCollector? _collector;
    private int _next;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "time"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void Execute()
    {
        for (var burst = random.Next(3); burst > 0 && _next < count; burst--, _next++)
        {
            var time = Ticks(1000 + _next * 10 - random.Next(bound + 1));
            if (_next % 3 == 0)
                _collector!.Emit(random.Next(5), time); // set by Prepare
            else
                _collector!.EmitWithId(_next, random.Next(5), time); // set by Prepare
        }
        if (_next >= count)
            _collector!.Complete(); // set by Prepare
    }

    private static DateTime Ticks(long ticks) => new(ticks, DateTimeKind.Utc);
}

/// <summary>Passes on what it gets, now or with the next one, and emits for some watermarks.</summary>
internal sealed class PassingBolt(TimeJournal journal, bool emitsForWatermarks, Random random) : Bolt, ITimedBolt
{
    private TopologyContext? _context;
    private OutputCollector? _collector;

    public long NextTimer => long.MaxValue;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "time"));

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        (_context, _collector) = (context, collector);
        journal.Prepared(context);
    }

    public override void Execute(StreamTuple input)
    {
        journal.Received(_context!, input); // set by Prepare
        for (var copies = random.Next(3); copies > 0; copies--)
            _collector!.Emit(input, input[0], input[1]); // set by Prepare
        _collector!.Ack(input);
    }

    public void AdvanceWatermark(long watermark)
    {
        journal.Told(_context!, watermark); // set by Prepare
        if (!emitsForWatermarks || random.Next(3) > 0)
            return;
        _collector!.OutputEventTime = new DateTime(Math.Min(watermark, DateTime.MaxValue.Ticks - 1), DateTimeKind.Utc); // set by Prepare
        _collector.Emit(random.Next(5), 0);
    }

    public void OnTimer(long now) => throw new InvalidOperationException("it asked for no timer");
}

/// <summary>Passes on what it gets after a while, several at once.</summary>
internal sealed class SlowBolt(Random random) : AsyncBolt
{
    private TimeProvider? _time;

    public override int MaxConcurrency => 3;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "time"));

    public override void Prepare(TopologyContext context) => _time = context.TimeProvider;

    public override async ValueTask ExecuteAsync(StreamTuple input, AsyncOutputCollector collector, CancellationToken token)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 20)), _time!, token); // set by Prepare
        collector.Emit(input[0], input[1]);
    }
}
