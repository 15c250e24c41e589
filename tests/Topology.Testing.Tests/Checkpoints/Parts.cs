namespace Topology.Testing.Tests.Checkpoints;

/// <summary>Emits some numbers, tracked, at its own pace, and remembers how far it got.</summary>
/// <param name="outside">Hears of acks.</param>
/// <param name="count">How many each task emits.</param>
/// <param name="burst">How many at once at most; the fewer, the slower it is.</param>
/// <param name="idle">Emits nothing before that time.</param>
internal sealed class NumberSpout(Outside outside, int count, int burst, TimeSpan idle) : StatefulSpout<IValueState<long>>, ICheckpointListener
{
    private static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private TopologyContext _context = null!; // likewise
    private IValueState<long> _next = null!; // set by InitState, likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => (_context, _collector) = (context, collector);

    public override void InitState(IValueState<long> state)
    {
        outside.MayHappen(0.02);
        _next = state;
    }

    public override void Execute()
    {
        if (_context.TimeProvider.GetUtcNow() - Start < idle || outside.Random.Next(2) == 0)
            return;
        outside.MayHappen(0.01);
        for (var left = outside.Random.Next(burst + 1); left > 0 && _next.Value < count; left--)
        {
            var number = Mix.Of(_next.Value, _context.ThisTaskId);
            _collector.EmitWithId(_next.Value, Mix.KeyOf(number), number);
            _next.Value++;
        }
        if (_next.Value >= count)
            _collector.Complete();
    }

    public override void Ack(Value messageId) => outside.Ack(_context.ThisComponentId, _context.ThisTaskIndex, messageId.AsInt64());

    public void BeforeCheckpoint(long checkpointId)
    {
        outside.MayHappen(0.02);
        outside.Passed(_context.ThisComponentId, _context.ThisTaskIndex, checkpointId, _next.Value);
    }

    public void CheckpointCompleted(long checkpointId) => outside.MayHappen(0.02);
}

/// <summary>Adds up the numbers of each key, and emits another number for each.</summary>
internal sealed class SumBolt(Outside outside) : StatefulBolt<IKeyValueState<string, long>>
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private IKeyValueState<string, long> _sums = null!; // set by InitState, likewise
    private IValueState<long> _count = null!; // likewise
    private TopologyContext _context = null!; // likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => (_context, _collector) = (context, collector);

    public override void InitState(IKeyValueState<string, long> state)
    {
        outside.MayHappen(0.02);
        _sums = state;
        _count = _context.GetValueState<long>("count");
    }

    public override void Execute(StreamTuple input)
    {
        var (key, number) = (input.GetString(0), input.GetInt64(1));
        outside.MayHappen(0.004);
        _sums.Put(key, _sums.Get(key) + number);
        outside.MayHappen(0.004);
        _count.Value++;
        var next = Mix.Of(number, 7);
        _collector.Emit(input, Mix.KeyOf(next), next);
        if (outside.Random.Next(500) == 0 && outside.Happened > 0)
            _collector.Fail(input);
        else
            _collector.Ack(input);
    }
}

/// <summary>Emits no, one or two other numbers for each, depending on the number only.</summary>
internal sealed class MapBolt(Outside outside) : Bolt
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override void Execute(StreamTuple input)
    {
        outside.MayHappen(0.004);
        foreach (var next in Mix.Next(input.GetInt64(1)))
            _collector.Emit(input, Mix.KeyOf(next), next);
        _collector.Ack(input);
    }
}

/// <summary>The same, now and then only after a while.</summary>
internal sealed class AsyncMapBolt(Outside outside) : AsyncBolt
{
    private TimeProvider _time = null!; // set by Prepare, which comes before any other call

    public override int MaxConcurrency => 3;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number"));

    public override void Prepare(TopologyContext context) => _time = context.TimeProvider;

    public override async ValueTask ExecuteAsync(StreamTuple input, AsyncOutputCollector collector, CancellationToken token)
    {
        outside.MayHappen(0.004);
        if (outside.Random.Next(8) == 0)
            await WaitAsync().ConfigureAwait(false);
        token.ThrowIfCancellationRequested();
        foreach (var next in Mix.Next(input.GetInt64(1)))
            collector.Emit(Mix.KeyOf(next), next);
    }

    // It goes on where the clock is moved: on the thread of the test.
    private async Task WaitAsync()
    {
        var over = new TaskCompletionSource();
        using var timer = _time.CreateTimer(_ => over.TrySetResult(), null, TimeSpan.FromMicroseconds(300), Timeout.InfiniteTimeSpan);
        await over.Task.ConfigureAwait(false);
    }
}

/// <summary>Publishes the numbers it gets.</summary>
internal sealed class PublishingSink(Outside outside) : Bolt, ITransactionalSink
{
    private List<long> _open = [];
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private TopologyContext _context = null!; // likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector) => (_context, _collector) = (context, collector);

    public override void Execute(StreamTuple input)
    {
        outside.MayHappen(0.004);
        _open.Add(input.GetInt64(1));
        _collector.Ack(input);
    }

    public void Begin() => _open = [];

    public void Prepare(long checkpointId)
    {
        outside.MayHappen(0.02);
        outside.Prepare(_context.ThisComponentId, _context.ThisTaskIndex, checkpointId, _open);
        outside.MayHappen(0.02);
    }

    public void Commit(long checkpointId)
    {
        outside.MayHappen(0.02);
        outside.Commit(_context.ThisComponentId, _context.ThisTaskIndex, checkpointId);
        outside.MayHappen(0.02);
    }

    public void Abort()
    {
        outside.MayHappen(0.02);
        outside.Abort(_context.ThisComponentId, _context.ThisTaskIndex);
    }
}

/// <summary>Numbers that depend on a number only.</summary>
internal static class Mix
{
    public static long Of(long number, long salt) => (long)(((ulong)number * 0x9E3779B97F4A7C15) ^ ((ulong)salt * 0xC2B2AE3D27D4EB4F) ^ ((ulong)number >> 29)) & long.MaxValue;

    public static string KeyOf(long number) => $"k{number % 7}";

    public static IEnumerable<long> Next(long number)
    {
        for (var part = number % 5 is 0 ? 0 : number % 5 is 1 ? 2 : 1; part > 0; part--)
            yield return Of(number, part + 20);
    }
}
