using System.Collections.Concurrent;

namespace Topology.Clustering.Tests.Checkpoints;

/// <summary>Emits the numbers below a limit, and remembers how far it got.</summary>
internal sealed class CountingSpout(long limit, ConcurrentQueue<Value>? acked = null) : StatefulSpout<IValueState<long>>
{
    private SpoutOutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private IValueState<long> _next = null!; // set by InitState, likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number"));

    public override void Prepare(TopologyContext context, SpoutOutputCollector collector) => _collector = collector;

    public override void InitState(IValueState<long> state) => _next = state;

    public override void Execute()
    {
        var number = _next.Value;
        if (number == limit)
        {
            _collector.Complete();
            return;
        }
        _collector.EmitWithId(number, $"k{number % 97}", number);
        _next.Value = number + 1;
    }

    public override void Ack(Value messageId) => acked?.Enqueue(messageId);
}

/// <summary>Adds up the numbers of each key in its state, and emits the sums at the end of each hundred.</summary>
/// <param name="accident">Called for each tuple; may throw.</param>
internal sealed class SumBolt(Action<long>? accident = null) : StatefulBolt<IKeyValueState<string, long>>
{
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private IKeyValueState<string, long> _sums = null!; // set by InitState, likewise

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer) => declarer.Declare(new Fields("key", "number", "sum"));

    public override void Prepare(TopologyContext context, OutputCollector collector) => _collector = collector;

    public override void InitState(IKeyValueState<string, long> state) => _sums = state;

    public override void Execute(StreamTuple input)
    {
        var (key, number) = (input.GetString(0), input.GetInt64(1));
        accident?.Invoke(number);
        var sum = _sums.Get(key) + number;
        _sums.Put(key, sum);
        _collector.Emit(input, key, number, sum);
        _collector.Ack(input);
    }
}

/// <summary>What a <see cref="LedgerSink"/> publishes to, outside of any topology: survives every failure.</summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Task, long Checkpoint), List<string>> _prepared = [];
    private readonly Dictionary<int, long> _committed = [];
    private readonly List<string> _published = [];

    public IReadOnlyList<string> Published
    {
        get
        {
            lock (_gate)
                return [.. _published];
        }
    }

    public void Prepare(int task, long checkpoint, List<string> lines)
    {
        lock (_gate)
            _prepared[(task, checkpoint)] = lines;
    }

    public void Commit(int task, long checkpoint)
    {
        lock (_gate)
        {
            foreach (var key in _prepared.Keys.Where(key => key.Task == task && key.Checkpoint <= checkpoint).OrderBy(key => key.Checkpoint).ToArray())
            {
                _published.AddRange(_prepared[key]);
                _prepared.Remove(key);
            }
            _committed[task] = Math.Max(checkpoint, _committed.GetValueOrDefault(task));
        }
    }

    public void Abort(int task)
    {
        lock (_gate)
        {
            foreach (var key in _prepared.Keys.Where(key => key.Task == task).ToArray())
                _prepared.Remove(key);
        }
    }
}

/// <summary>Publishes every tuple it gets, each once.</summary>
internal sealed class LedgerSink(Ledger ledger, Action<string>? accident = null) : Bolt, ITransactionalSink
{
    private List<string> _open = [];
    private OutputCollector _collector = null!; // set by Prepare, which comes before any other call
    private int _task;

    public override void DeclareOutputFields(OutputFieldsDeclarer declarer)
    {
    }

    public override void Prepare(TopologyContext context, OutputCollector collector)
    {
        _collector = collector;
        _task = context.ThisTaskIndex;
    }

    public override void Execute(StreamTuple input)
    {
        accident?.Invoke("execute");
        _open.Add($"{input.GetString(0)} {input.GetInt64(1)} {input.GetInt64(2)}");
        _collector.Ack(input);
    }

    public void Begin() => _open = [];

    public void Prepare(long checkpointId)
    {
        accident?.Invoke("prepare");
        ledger.Prepare(_task, checkpointId, _open);
    }

    public void Commit(long checkpointId)
    {
        accident?.Invoke("commit");
        ledger.Commit(_task, checkpointId);
    }

    public void Abort() => ledger.Abort(_task);
}

/// <summary>Throws now and then, a limited number of times.</summary>
internal sealed class Accidents(int seed, int most)
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();

    public int Happened { get; private set; }

    public void MayHappen(double probability)
    {
        lock (_gate)
        {
            if (Happened >= most || _random.NextDouble() >= probability)
                return;
            Happened++;
        }
        throw new InvalidOperationException("an accident");
    }
}
