using Topology.Runtime.Execution;
using Topology.Runtime.Observability;

namespace Topology.Runtime.Tests.Support;

/// <summary>A random small topology over two or three workers, and what became of its tuples.</summary>
internal sealed class RandomWorkers
{
    private readonly Random _random;
    private readonly int _workers;
    private readonly SpoutProbe _spout = new("v", "task", "number");
    private readonly Dictionary<int, int> _emitted = []; // by task
    private readonly Dictionary<(int From, int To), int> _latest = []; // by pair of tasks: the last one's number among what its sender emitted
    private int _next;

    public RandomWorkers(Random random)
    {
        _random = random;
        _workers = random.Next(2, 4);
        _spout.OnExecute = Emit;
        _spout.OnAck = (_, id) => Answer(id, isAck: true);
        _spout.OnFail = (_, id, _) => Answer(id, isAck: false);
        var depth = random.Next(1, 4);
        var seats = Enumerable.Range(0, 40).Select(_ => random.Next(_workers)).ToArray();
        var seat = 0;
        var config = new TopologyConfig
        {
            AckerExecutors = random.Next(1, 4),
            Workers = _workers,
            CreditWindow = random.Next(1, 300),
            MaxSpoutPending = random.Next(4) == 0 ? null : random.Next(1, 200),
            MessageTimeout = TimeSpan.FromSeconds(30),
        };
        Total = random.Next(1, 400);
        Workers = new TestWorkers(builder => Define(builder, depth), _workers, (_, _) => seats[seat++], config);
    }

    public TestWorkers Workers { get; }

    public int Total { get; }

    /// <summary>Ids emitted with tracking.</summary>
    public List<int> Tracked { get; } = [];

    /// <summary>Ids that got an answer, each as often as it got one.</summary>
    public List<int> Answered { get; } = [];

    public int Acks { get; private set; }

    public List<string> OutOfOrder { get; } = [];

    /// <summary>Of the spouts.</summary>
    public IEnumerable<ExecutorCounters> Counters => Workers.Engines.SelectMany(engine => engine.Executors).OfType<SpoutExecutor>().Select(spout => spout.Counters);

    public void Start()
    {
        foreach (var executor in Workers.Engines.SelectMany(engine => engine.Executors))
            executor.Start();
        foreach (var engine in Workers.Engines)
            engine.SetActive(true, () => { });
    }

    /// <summary>Stops at any moment, with things under way everywhere.</summary>
    public void RunSome()
    {
        for (var left = _random.Next(1, 200); left > 0; left--)
        {
            if (_random.Next(2) == 0)
                Workers.Scheduler.RunOne();
            else if ((_random.Next(_workers), _random.Next(_workers)) is var (from, to) && from != to)
                Workers.Link(from, to).Deliver();
        }
    }

    /// <summary>A link is lost on both sides, which fail what was in flight, and so do the others when they hear of it; then it is made anew.</summary>
    public void BreakOne()
    {
        var one = _random.Next(_workers - 1);
        var other = _random.Next(one + 1, _workers);
        Workers.Link(one, other).Break();
        Workers.Link(other, one).Break();
        Workers.Engines[one].Detach(other);
        for (var left = _random.Next(50); left > 0 && Workers.Scheduler.RunOne(); left--)
        {
        }
        Workers.Engines[other].Detach(one);
        Workers.Scheduler.RunAll();
        if (_random.Next(2) == 0)
            Workers.Run();
        Workers.Join(one, other);
        foreach (var engine in Workers.Engines)
            engine.FailPending();
    }

    /// <summary>Until all is answered.</summary>
    public void Finish()
    {
        Workers.Run();
        for (var i = 0; i < 20 && (Answered.Count < Total || !Workers.IsQuiet); i++)
            Workers.Advance(TimeSpan.FromSeconds(5));
    }

    private void Define(TopologyBuilder builder, int depth)
    {
        var spout = builder.SetSpout("s", _spout.Create, _random.Next(1, 3));
        spout.SetNumTasks(2);
        for (var i = 0; i < depth; i++)
        {
            var isLast = i == depth - 1;
            var probe = new BoltProbe { Declare = isLast ? null : declarer => declarer.Declare(new Fields("v", "task", "number")), Body = (bolt, tuple) => Pass(bolt, tuple, isLast) };
            var bolt = builder.SetBolt($"b{i}", probe.Create, _random.Next(1, 4));
            var source = i == 0 ? "s" : $"b{i - 1}";
            if (_random.Next(3) == 0)
                bolt.AllGrouping(source);
            else if (_random.Next(2) == 0)
                bolt.FieldsGrouping(source, new Fields("v"));
            else
                bolt.ShuffleGrouping(source);
        }
    }

    private void Emit(ProbeSpout spout)
    {
        if (_next == Total)
        {
            spout.Collector.Complete();
            return;
        }
        Tracked.Add(_next);
        spout.Collector.EmitWithId(_next, _next, spout.Context.ThisTaskId, NumberOf(spout.Context.ThisTaskId));
        _next++;
    }

    private void Pass(ProbeBolt bolt, StreamTuple tuple, bool isLast)
    {
        var task = bolt.Context.ThisTaskId;
        var (pair, number) = ((tuple[1].AsInt32(), task), tuple[2].AsInt32());
        if (_latest.TryGetValue(pair, out var before) && before >= number)
            OutOfOrder.Add($"{pair}: {number} after {before}");
        _latest[pair] = number;
        if (!isLast)
            bolt.Collector.Emit(tuple, tuple[0], task, NumberOf(task));
        bolt.Collector.Ack(tuple);
    }

    private int NumberOf(int task) => _emitted[task] = _emitted.GetValueOrDefault(task) + 1;

    private void Answer(Value id, bool isAck)
    {
        Answered.Add(id.AsInt32());
        Acks += isAck ? 1 : 0;
    }
}
